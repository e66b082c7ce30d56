using Npgsql;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Lets the space of entries that were cut be used again soon. The server's own rounds come once a minute as it is
/// delivered, and a busy journal would take a minute's entries on disk, and in memory.
/// </summary>
internal sealed class JournalSweeper(NpgsqlDataSource source, long everyBytes = JournalSweeper.EveryBytes) : IAsyncDisposable
{
    /// <summary>Bytes of entries between two sweeps: some seconds of heavy load, against some milliseconds of sweeping.</summary>
    public const long EveryBytes = 16 << 20;

    // The ends of the table are not given back: that takes a lock that the writers would wait for.
    private const string Sweep = "VACUUM (SKIP_LOCKED, TRUNCATE FALSE) durable.journal";

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private long _bytes;

    /// <summary>The last sweep that was begun.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Counts what was written, and begins a sweep when it is time for one.</summary>
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
            // The next sweep, or the server's own, does it.
        }
    }
}
