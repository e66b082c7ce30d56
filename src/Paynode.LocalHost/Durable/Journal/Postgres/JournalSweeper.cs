using Npgsql;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Vacuums the journal table soon after entries are deleted. By default the server's autovacuum runs once a minute, and a
/// busy journal would accumulate a minute of entries on disk and in memory.
/// </summary>
internal sealed class JournalSweeper(NpgsqlDataSource source, long everyBytes = JournalSweeper.EveryBytes) : IAsyncDisposable
{
    /// <summary>
    /// Bytes of entries between two vacuums: a few seconds of heavy load, for a few milliseconds of vacuuming.
    /// </summary>
    public const long EveryBytes = 16 << 20;

    // The table is not truncated: that takes a lock that would block the writers.
    private const string Sweep = "VACUUM (SKIP_LOCKED, TRUNCATE FALSE) durable.journal";

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private long _bytes;

    /// <summary>The most recently started vacuum.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Counts written bytes, and starts a vacuum when enough have accumulated.</summary>
    public void Written(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) < everyBytes)
        {
            return;
        }

        lock (_lock)
        {
            if (Running.IsCompleted && Interlocked.Read(ref _bytes) >= everyBytes)
            {
                Interlocked.Exchange(ref _bytes, 0);
                Running = Task.Run(SweepAsync);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task SweepAsync()
    {
        try
        {
            await using var command = source.CreateCommand(Sweep);
            await command.ExecuteNonQueryAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
        {
            // The next vacuum, or the server's own, makes up for it.
        }
    }
}
