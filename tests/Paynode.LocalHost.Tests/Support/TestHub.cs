using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Paynode.LocalHost.Durable;
using Paynode.LocalServices;

namespace Paynode.LocalHost.Tests;

/// <summary>A database with the runtime's schema; dropped when the test is over.</summary>
internal sealed class TestHub(PrivateDatabase database) : IAsyncDisposable
{
    private int _owners;

    public NpgsqlDataSource Source { get; } = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxAutoPrepare = 40, AutoPrepareMinUsages = 2 });

    public string ConnectionString => database.ConnectionString;

    public string ConnectionUrl => database.ConnectionUrl;

    /// <summary>What one process would have: a journal, and leases under an owner of its own.</summary>
    public (PostgresJournal Journal, PostgresLeases Leases) NewProcess(TimeProvider? time = null) =>
        (new(Source), new(Source, time ?? TimeProvider.System, NullLoggerFactory.Instance, Interlocked.Increment(ref _owners)));

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await database.DisposeAsync();
    }
}
