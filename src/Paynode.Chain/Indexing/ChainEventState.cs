namespace Paynode.Chain.Indexing;

/// <summary>How far an event has come.</summary>
public enum ChainEventState
{
    /// <summary>Seen on the canonical chain, not yet final enough.</summary>
    Observed,

    /// <summary>Final enough; the consumer is being told.</summary>
    Confirmed,

    /// <summary>The consumer has said that it is done with it.</summary>
    Dispatched,

    /// <summary>No longer on the canonical chain.</summary>
    Withdrawn,
}
