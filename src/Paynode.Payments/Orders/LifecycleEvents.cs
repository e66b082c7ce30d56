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

/// <summary>The input of an order's orchestration.</summary>
/// <param name="OrderId">The order; also the instance id.</param>
/// <param name="FundingEndsAt">UTC; from then on a deposit is returned instead of accepted.</param>
public sealed record LifecycleInput(string OrderId, DateTime FundingEndsAt)
{
    /// <summary>The orchestration that takes this input; its name is part of stored histories.</summary>
    public const string Orchestrator = "OrderLifecycle";

    /// <summary>
    /// The tag of an orchestration that has <see cref="Partition"/>: orders of different partitions share the runtime evenly.
    /// </summary>
    public const string PartitionTag = "partition";

    /// <summary>The order's partition, its fiat currency; absent in orchestrations that earlier releases started.</summary>
    public string? Partition { get; init; }
}

/// <summary>The order's funds are in the escrow, with enough confirmations for the amount.</summary>
/// <param name="TransactionHash">The locking transaction.</param>
public sealed record DepositConfirmed(string TransactionHash);

/// <summary>The order was cancelled before it was funded.</summary>
/// <param name="At">UTC.</param>
public sealed record OrderCancelled(DateTime At);

/// <summary>A reorganisation deeper than the confirmations changed whether the escrow holds the order's funds.</summary>
/// <param name="AreThere">Whether it does.</param>
/// <param name="TransactionHash">The locking transaction.</param>
public sealed record FundsChanged(bool AreThere, string TransactionHash);

/// <summary>What the escrow did with an order's funds, with enough confirmations.</summary>
/// <param name="State">"settled" or "refunded".</param>
/// <param name="TransactionHash">The transaction that did it.</param>
public sealed record EscrowOutcome(string State, string TransactionHash);
