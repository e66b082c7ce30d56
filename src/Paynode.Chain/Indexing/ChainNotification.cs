namespace Paynode.Chain.Indexing;

/// <summary>Notifies the consumer of an event: at least once, and in order per event.</summary>
/// <param name="Id">For <see cref="ChainEventStore.MarkDispatchedAsync"/>.</param>
/// <param name="Key">Unique and stable: the consumer's inbox key.</param>
/// <param name="Kind">Whether the event was confirmed or withdrawn.</param>
/// <param name="Event">The event.</param>
public sealed record ChainNotification(long Id, string Key, ChainNotificationKind Kind, ChainEvent Event);
