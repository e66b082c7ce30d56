using Paynode.LocalServices;

namespace Paynode.Storage.Tests;

/// <summary>The one server of the run; every test class has a database of its own on it.</summary>
public sealed class PostgresServer() : ServicesFixture(LocalService.Postgres), IAsyncLifetime;

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
