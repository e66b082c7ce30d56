namespace Paynode.Storage.Tests;

/// <summary>A test class with a database of its own.</summary>
[Collection(PostgresCollection.Name)]
public abstract class StorageTest(StorageDatabase database) : IClassFixture<StorageDatabase>
{
    protected StorageDatabase Database { get; } = database;
}
