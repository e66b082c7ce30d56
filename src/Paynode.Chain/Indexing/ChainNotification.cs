namespace Paynode.Chain.Indexing;

/// <summary>Notifies the consumer of an event: at least once, and in order per event.</summary>
/// <param name="Id">For <see cref="ChainEventStore.MarkDispatchedAsync"/>.</param>
/// <param name="Key">Unique and stable: the consumer's inbox key.</param>
/// <param name="Kind">Whether the event was confirmed or withdrawn.</param>
/// <param name="Event">The event.</param>
public sealed record ChainNotification(long Id, string Key, ChainNotificationKind Kind, ChainEvent Event);

/// <summary>The kind of a chain notification.</summary>
public enum ChainNotificationKind
{
    /// <summary>The event is final enough to act on.</summary>
    Confirmed,

    /// <summary>A confirmed event has left the canonical chain, by a reorganisation deeper than its confirmations.</summary>
    Withdrawn,
}
