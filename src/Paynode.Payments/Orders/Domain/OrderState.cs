namespace Paynode.Payments;

/// <summary>Where an order stands.</summary>
public enum OrderState
{
    /// <summary>Created; the payer has not funded it.</summary>
    Initiated,

    /// <summary>The escrow holds its funds, with enough confirmations for the amount.</summary>
    Deposited,

    /// <summary>Looking for a provider.</summary>
    Pending,

    /// <summary>A provider has accepted and is paying out.</summary>
    Fulfilling,

    /// <summary>The provider reports the payout with a reference.</summary>
    Fulfilled,

    /// <summary>The report matches the order.</summary>
    Validated,

    /// <summary>The release is being sent to the chain.</summary>
    Settling,

    /// <summary>The escrow has released, with enough confirmations. Terminal.</summary>
    Settled,

    /// <summary>The payer or tenant cancelled it before it was funded. Terminal.</summary>
    Cancelled,

    /// <summary>The refund is being sent to the chain.</summary>
    Refunding,

    /// <summary>The escrow has returned the funds, with enough confirmations. Terminal.</summary>
    Refunded,

    /// <summary>It was not funded in time. Terminal.</summary>
    Expired,
}
