using System.Collections.Concurrent;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Queues;

/// <summary>Wakes the consumers of this process when there is, or soon will be, something to read.</summary>
internal sealed class QueueSignals(TimeProvider time)
{
    /// <summary>How long a message written in a caller's transaction is looked for before its commit is no longer expected.</summary>
    private static readonly TimeSpan CommitTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, QueueSignal> _signals = new(StringComparer.Ordinal);

    /// <summary>The signal of a queue.</summary>
    public QueueSignal Of(string queue) => _signals.GetOrAdd(queue, _ => new QueueSignal());

    /// <summary>There is something to read.</summary>
    public void Arrived(string queue)
    {
        if (_signals.TryGetValue(queue, out var signal))
        {
            signal.Arrived();
        }
    }

    /// <summary>There will be something to read when the sender's transaction commits.</summary>
    public void Expected(string queue)
    {
        if (_signals.TryGetValue(queue, out var signal))
        {
            signal.ExpectUntil(time.GetTimestamp() + (long)(CommitTimeout.TotalSeconds * time.TimestampFrequency));
        }
    }
}

/// <summary>What one consumer waits for.</summary>
internal sealed class QueueSignal
{
    private long _expectUntil;
    private int _arrived;

    public WakeSignal Wake { get; } = new();

    /// <summary>Whether something that was announced may become visible at any moment.</summary>
    public bool IsExpecting(TimeProvider time) => Volatile.Read(ref _expectUntil) > time.GetTimestamp();

    /// <summary>Takes the word that something arrived.</summary>
    public bool TakeArrived() => Interlocked.Exchange(ref _arrived, 0) == 1;

    /// <summary>Something arrived.</summary>
    public void Arrived()
    {
        Volatile.Write(ref _arrived, 1);
        Wake.Set();
    }

    /// <summary>Something is about to arrive.</summary>
    public void ExpectUntil(long stamp)
    {
        Volatile.Write(ref _expectUntil, stamp);
        Wake.Set();
    }

    /// <summary>What was expected has been read.</summary>
    public void ExpectNoMore() => Volatile.Write(ref _expectUntil, 0);
}
