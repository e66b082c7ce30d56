using Npgsql;
using Paynode.LocalHost.Durable;
using Paynode.LocalServices;

namespace Paynode.LocalHost.Tests;

/// <summary>A private PostgreSQL for the tests of this project, with an empty hub for each test that asks.</summary>
public sealed class TestPostgres : IAsyncLifetime
{
    private string? _template;

    public PrivatePostgres Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await PrivatePostgres.StartAsync();
        var database = await Server.CreateDatabaseAsync();
        await using (var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }))
        {
            await DurableSchema.ApplyAsync(source, CancellationToken.None);
        }

        _template = database.Name;
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>A new database with the runtime's schema.</summary>
    internal async Task<TestHub> CreateHubAsync() => new(await Server.CreateDatabaseAsync(_template));
}

[CollectionDefinition("postgres")]
public sealed class PostgresCollection : ICollectionFixture<TestPostgres>;
