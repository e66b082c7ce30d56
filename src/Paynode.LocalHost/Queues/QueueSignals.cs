using System.Collections.Concurrent;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Queues;

/// <summary>Wakes the consumers of this process when messages are available, or soon will be.</summary>
internal sealed class QueueSignals(TimeProvider time)
{
    /// <summary>
    /// How long a consumer polls for a message written in a caller's transaction before the commit is no longer expected.
    /// </summary>
    private static readonly TimeSpan CommitTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, QueueSignal> _signals = new(StringComparer.Ordinal);

    /// <summary>The signal of a queue.</summary>
    public QueueSignal Of(string queue) => _signals.GetOrAdd(queue, _ => new QueueSignal());

    /// <summary>Signals that messages are available.</summary>
    public void Arrived(string queue)
    {
        if (_signals.TryGetValue(queue, out var signal))
        {
            signal.Arrived();
        }
    }

    /// <summary>Signals that messages will be available when the sender's transaction commits.</summary>
    public void Expected(string queue)
    {
        if (_signals.TryGetValue(queue, out var signal))
        {
            signal.ExpectUntil(time.GetTimestamp() + (long)(CommitTimeout.TotalSeconds * time.TimestampFrequency));
        }
    }
}

/// <summary>The wake-up signal of one consumer.</summary>
internal sealed class QueueSignal
{
    private long _expectUntil;
    private int _arrived;

    public WakeSignal Wake { get; } = new();

    /// <summary>Whether an announced message may become visible at any moment.</summary>
    public bool IsExpecting(TimeProvider time) => Volatile.Read(ref _expectUntil) > time.GetTimestamp();

    /// <summary>Reads and resets the flag that messages have arrived.</summary>
    public bool TakeArrived() => Interlocked.Exchange(ref _arrived, 0) == 1;

    /// <summary>Signals that messages have arrived.</summary>
    public void Arrived()
    {
        Volatile.Write(ref _arrived, 1);
        Wake.Set();
    }

    /// <summary>Signals that messages will arrive before the given timestamp.</summary>
    public void ExpectUntil(long stamp)
    {
        Volatile.Write(ref _expectUntil, stamp);
        Wake.Set();
    }

    /// <summary>Signals that the announced messages have been read.</summary>
    public void ExpectNoMore() => Volatile.Write(ref _expectUntil, 0);
}
