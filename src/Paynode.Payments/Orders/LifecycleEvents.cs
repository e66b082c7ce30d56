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

    /// <summary>The chain took the order's lock back, or it is there again; payload <see cref="FundsChanged"/>.</summary>
    public const string Funds = "funds";

    /// <summary>The escrow released or refunded, finally enough; payload <see cref="EscrowOutcome"/>.</summary>
    public const string Escrow = "escrow";
}
