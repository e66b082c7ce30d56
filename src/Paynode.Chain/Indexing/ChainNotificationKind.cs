namespace Paynode.Chain.Indexing;

/// <summary>The kind of a chain notification.</summary>
public enum ChainNotificationKind
{
    /// <summary>The event is final enough to act on.</summary>
    Confirmed,

    /// <summary>A confirmed event has left the canonical chain, by a reorganisation deeper than its confirmations.</summary>
    Withdrawn,
}
