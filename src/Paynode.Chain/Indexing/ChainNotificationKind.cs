namespace Paynode.Chain.Indexing;

/// <summary>What a notice says.</summary>
public enum ChainNotificationKind
{
    /// <summary>The event is final enough to act on.</summary>
    Confirmed,

    /// <summary>An event told before has left the canonical chain, by a reorganisation deeper than its confirmations.</summary>
    Withdrawn,
}
