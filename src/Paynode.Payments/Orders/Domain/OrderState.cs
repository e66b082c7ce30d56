namespace Paynode.Payments;

/// <summary>Where an order stands.</summary>
public enum OrderState
{
    /// <summary>Created; the payer has not funded it.</summary>
    Initiated,

    /// <summary>The escrow holds its funds, finally enough for the amount.</summary>
    Deposited,

    /// <summary>Looking for a provider.</summary>
    Pending,

    /// <summary>A provider has accepted and is paying out.</summary>
    Fulfilling,

    /// <summary>The provider reports the payout with a reference.</summary>
    Fulfilled,

    /// <summary>The report fits the order.</summary>
    Validated,

    /// <summary>The release is on its way to the chain.</summary>
    Settling,

    /// <summary>The escrow has released, finally enough. Terminal.</summary>
    Settled,

    /// <summary>The payer or tenant withdrew it before it was funded. Terminal.</summary>
    Cancelled,

    /// <summary>The refund is on its way to the chain.</summary>
    Refunding,

    /// <summary>The escrow has returned the funds, finally enough. Terminal.</summary>
    Refunded,

    /// <summary>Nobody funded it in time. Terminal.</summary>
    Expired,
}
