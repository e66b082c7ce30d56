namespace Paynode.Routing;

/// <summary>Why a reservation ends.</summary>
public enum ReleaseReason
{
    /// <summary>The provider has paid out: the liquidity is spent, not free again.</summary>
    Paid,

    /// <summary>The offer was declined, failed, lapsed or closed.</summary>
    NotPaid,

    /// <summary>The order was cancelled, or another offer for it won.</summary>
    Cancelled,

    /// <summary>
    /// The database refused the offer because the partition has moved to another epoch. The router rereads the partition
    /// before it decides again.
    /// </summary>
    Superseded,
}
