using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Paynode.LocalHost;
using Paynode.LocalHost.Durable;
using Paynode.LocalServices;

namespace Paynode.Conformance.Tests;

/// <summary>A private PostgreSQL, and local engines that each have a database of it.</summary>
public sealed class PostgresHub : IAsyncLifetime
{
    private PrivatePostgres _server = null!;

    public async Task InitializeAsync() => _server = await PrivatePostgres.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    /// <summary>An engine that forgets idle instances at once, so that most steps begin with a replay, as in the cloud.</summary>
    internal async Task<LocalEngine> StartAsync(TaskSet tasks)
    {
        var hub = new Hub(await _server.CreateDatabaseAsync());
        await DurableSchema.ApplyAsync(hub.Source, CancellationToken.None);
        var options = new DurableOptions { PartitionCount = 4, IdleEviction = TimeSpan.FromMilliseconds(1), StoreAfter = TimeSpan.FromMilliseconds(1) };
        return await LocalEngine.StartAsync(tasks, hub.Journal, hub.Leases, options, hub);
    }

    private sealed class Hub : IAsyncDisposable
    {
        private readonly PrivateDatabase _database;

        public Hub(PrivateDatabase database)
        {
            _database = database;
            Source = NpgsqlDataSource.Create(database.ConnectionString);
            Journal = new PostgresJournal(Source);
            Leases = new PostgresLeases(Source, TimeProvider.System, NullLoggerFactory.Instance, 1);
        }

        public NpgsqlDataSource Source { get; }

        public PostgresJournal Journal { get; }

        public PostgresLeases Leases { get; }

        public async ValueTask DisposeAsync()
        {
            await Journal.DisposeAsync();
            await Source.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
