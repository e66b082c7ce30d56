namespace Paynode.ServiceBusBroker;

/// <summary>A queue of the broker. The defaults are those of a new queue in Service Bus' Standard tier.</summary>
/// <param name="Name">The queue's path, without a leading slash.</param>
public sealed record BrokerQueue(string Name)
{
    /// <summary>Whether messages must name a session, and only session receivers may attach.</summary>
    public bool RequiresSession { get; init; }

    /// <summary>
    /// Whether a message whose identifier was seen within <see cref="DuplicateDetectionWindow"/> is accepted and dropped.
    /// </summary>
    public bool RequiresDuplicateDetection { get; init; }

    /// <summary>How long an identifier is kept, from its first arrival.</summary>
    public TimeSpan DuplicateDetectionWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a message or a session stays locked without renewal.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After this many failed deliveries a message moves to the dead letters.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>Upper limit of a message's time to live; null for none.</summary>
    public TimeSpan? DefaultTimeToLive { get; init; }

    /// <summary>Whether expired messages move to the dead letters instead of being dropped.</summary>
    public bool DeadLetterOnExpiration { get; init; }

    /// <summary>The largest transfer on a sender's link, batches included, in bytes.</summary>
    public long MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>The dead-letter sub-queue: no sessions, no duplicate detection, no limit of deliveries, no expiry.</summary>
    internal BrokerQueue DeadLetters() => this with
    {
        Name = $"{Name}/{QueueAddress.DeadLetterSuffix}",
        RequiresSession = false,
        RequiresDuplicateDetection = false,
        MaxDeliveryCount = int.MaxValue,
        DefaultTimeToLive = null,
    };
}
