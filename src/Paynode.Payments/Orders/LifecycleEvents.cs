namespace Paynode.Payments;

/// <summary>The external events of an order's orchestration.</summary>
public static class LifecycleEvents
{
    /// <summary>The escrow holds the funds; payload <see cref="DepositConfirmed"/>.</summary>
    public const string Deposit = "deposit";

    /// <summary>The order was cancelled before it was funded; payload <see cref="OrderCancelled"/>.</summary>
    public const string Cancel = "cancel";

    /// <summary>An offer moved; payload <see cref="OfferProgress"/>.</summary>
    public const string Offer = "offer";

    /// <summary>The order's deposit was reverted, or is on the chain again; payload <see cref="FundsChanged"/>.</summary>
    public const string Funds = "funds";

    /// <summary>The escrow released or refunded, with enough confirmations; payload <see cref="EscrowOutcome"/>.</summary>
    public const string Escrow = "escrow";
}
