namespace Paynode.Chain.Indexing;

/// <summary>Tells the consumer about an event, at least once and per event in order.</summary>
/// <param name="Id">For <see cref="ChainEventStore.MarkDispatchedAsync"/>.</param>
/// <param name="Key">Unique and stable: the consumer's inbox key.</param>
/// <param name="Kind">Whether the event happened, or has not happened after all.</param>
/// <param name="Event">The event.</param>
public sealed record ChainNotification(long Id, string Key, ChainNotificationKind Kind, ChainEvent Event);
