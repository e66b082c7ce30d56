using Npgsql;
using Paynode.Embedded.Durable;
using Paynode.LocalServices;

namespace Paynode.Embedded.Tests;

/// <summary>A private PostgreSQL for the tests of this project, with an empty hub for each test that asks.</summary>
public sealed class TestPostgres : IAsyncLifetime
{
    public PrivatePostgres Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await PrivatePostgres.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>A new database with the runtime's schema.</summary>
    public async Task<NpgsqlDataSource> CreateHubAsync()
    {
        var database = await Server.CreateDatabaseAsync();
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxAutoPrepare = 40, AutoPrepareMinUsages = 2 });
        await DurableSchema.ApplyAsync(source, CancellationToken.None);
        return source;
    }
}

[CollectionDefinition("postgres")]
public sealed class PostgresCollection : ICollectionFixture<TestPostgres>;
