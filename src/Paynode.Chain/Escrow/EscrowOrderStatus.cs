namespace Paynode.Chain.Escrow;

/// <summary>An order's status in the escrow; the values are the contract's.</summary>
public enum EscrowOrderStatus
{
    /// <summary>Never funded.</summary>
    Unknown = 0,

    /// <summary>Some or all of its amount is held.</summary>
    Locked = 1,

    /// <summary>All of its amount was released or refunded.</summary>
    Finished = 2,
}
