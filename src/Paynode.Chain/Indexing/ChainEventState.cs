namespace Paynode.Chain.Indexing;

/// <summary>The processing state of an event.</summary>
public enum ChainEventState
{
    /// <summary>Seen on the canonical chain, not yet final enough.</summary>
    Observed,

    /// <summary>Final enough; the consumer is being notified.</summary>
    Confirmed,

    /// <summary>The consumer has acknowledged it.</summary>
    Dispatched,

    /// <summary>No longer on the canonical chain.</summary>
    Withdrawn,
}
