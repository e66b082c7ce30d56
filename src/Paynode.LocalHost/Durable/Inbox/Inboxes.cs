using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Reads messages that other processes sent to this process's partitions, and notifies those processes of messages sent to
/// theirs.
/// </summary>
internal sealed class Inboxes
{
    /// <summary>How often all inboxes are polled, in case a notification was lost.</summary>
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

    /// <summary>Schedules a notification to the owner of a partition that its inbox has messages. Does not wait.</summary>
    public void Tell(int partition) => Mark(_toTell, partition);

    /// <summary>Reads inboxes and sends notifications until stopped.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(
        LoopAsync(stopping),
        _services.Inbox?.ListenAsync(partition => Mark(_toRead, partition), stopping) ?? Task.CompletedTask);

    private void Mark(int[] marks, int partition)
    {
        // Ignores a partition of another hub, in case two share a database.
        if (partition < marks.Length)
        {
            // A mark that is already set wakes the loop too, because a failed round leaves its marks set.
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
                _log.LogWarning(e, "The inbox could not be read; retrying.");
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
            // Messages that a partition cannot accept now stay in the table until the next read.
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
