using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>Reads what other processes have sent to this one's partitions, and tells them of what it has sent to theirs.</summary>
internal sealed class Inboxes
{
    /// <summary>How often all are looked at, for words that were lost.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly EngineServices _services;
    private readonly Func<int, Partition?> _partitionOf;
    private readonly ILogger _log;
    private readonly WakeSignal _wake = new();
    private readonly int[] _toRead;
    private readonly int[] _toTell;

    public Inboxes(EngineServices services, int partitions, Func<int, Partition?> partitionOf)
    {
        _services = services;
        _partitionOf = partitionOf;
        _log = services.Loggers.CreateLogger<Inboxes>();
        (_toRead, _toTell) = (new int[partitions], new int[partitions]);
    }

    /// <summary>Tells the owner of a partition that its inbox has something. Returns at once.</summary>
    public void Tell(int partition) => Mark(_toTell, partition);

    /// <summary>Reads and tells until stopped.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(
        LoopAsync(stopping),
        _services.Inbox?.ListenAsync(partition => Mark(_toRead, partition), stopping) ?? Task.CompletedTask);

    private void Mark(int[] marks, int partition)
    {
        // Another hub's partition, should two ever share a database.
        if (partition < marks.Length)
        {
            // A mark that stands already wakes too: a round that failed leaves its marks behind.
            Interlocked.Exchange(ref marks[partition], 1);
            _wake.Set();
        }
    }

    private async Task LoopAsync(CancellationToken stopping)
    {
        await using var alarm = _services.Time.CreateTimer(_ => ReadAll(), null, Interval, Interval).ConfigureAwait(false);
        await using var stop = stopping.UnsafeRegister(static wake => ((WakeSignal)wake!).Set(), _wake).ConfigureAwait(false);
        while (!stopping.IsCancellationRequested)
        {
            await _wake.WaitAsync().ConfigureAwait(false);
            try
            {
                await TellAsync(stopping).ConfigureAwait(false);
                await ReadAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                _log.LogWarning(e, "The inbox could not be read; it is read again.");
            }
            catch (Exception)
            {
                return;
            }
        }
    }

    private void ReadAll()
    {
        for (var partition = 0; partition < _toRead.Length; partition++)
        {
            Mark(_toRead, partition);
        }
    }

    private async Task TellAsync(CancellationToken stopping)
    {
        var partitions = Marked(_toTell).Select(partition => (short)partition).ToArray();
        if (partitions.Length > 0 && _services.Inbox is { } signal)
        {
            await signal.TellAsync(partitions, stopping).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(CancellationToken stopping)
    {
        foreach (var number in Marked(_toRead))
        {
            // What a partition cannot take now waits in the table, and is looked for again.
            if (_partitionOf(number) is { TakesMessages: true } partition)
            {
                foreach (var message in await _services.Journal.ReadInboxAsync(number, stopping).ConfigureAwait(false))
                {
                    partition.Post(new MessageInput(message));
                }
            }
        }
    }

    private static IEnumerable<int> Marked(int[] marks)
    {
        for (var partition = 0; partition < marks.Length; partition++)
        {
            if (Interlocked.Exchange(ref marks[partition], 0) == 1)
            {
                yield return partition;
            }
        }
    }
}
