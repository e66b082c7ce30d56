namespace Paynode.Payments;

/// <summary>The one thing that is to happen to an escrow order.</summary>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="EscrowOrderId">The escrow's id of the order, lower-case hex with 0x.</param>
/// <param name="Order">The order, or null for an escrow that no order knows.</param>
/// <param name="Kind">Release or refund.</param>
/// <param name="ProviderAddress">Where a release goes; null for a refund.</param>
/// <param name="Amount">Gross, in the token.</param>
/// <param name="CreatedAt">When it was decided.</param>
public sealed record ChainIntent(
    string Chain,
    string EscrowOrderId,
    OrderId? Order,
    ChainIntentKind Kind,
    string? ProviderAddress,
    Money Amount,
    DateTimeOffset CreatedAt)
{
    /// <summary>The contract that holds the order's funds, hex with 0x; null is the chain's present one.</summary>
    public string? Escrow { get; init; }

    /// <summary>From when on the payer can take back what a release is to pay; null for a refund, which nothing presses.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Whom a release pays; null for a refund.</summary>
    public ProviderId? Provider { get; init; }

    /// <summary>Since when it waits for the operator's decision; null when it does not.</summary>
    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>Why it waits for the operator; see <see cref="HoldReason"/>.</summary>
    public string? HeldReason { get; init; }

    /// <summary>Proves that Paynode decided this; see <see cref="SettlementSeal"/>.</summary>
    public string? Seal { get; init; }

    /// <summary>The batch that carried it last and was given up, or null: its transaction may still be under way.</summary>
    public string? FormerBatchKey { get; init; }

    /// <summary>The batch that carries it to the chain, or null while it waits for one.</summary>
    public string? BatchKey { get; init; }

    /// <summary>Whether the chain has done it, finally enough.</summary>
    public bool IsFinal { get; init; }

    /// <summary>How often a batch failed to do it.</summary>
    public int Requeues { get; init; }

    /// <summary>The most that its next batch may hold; null: no limit of its own.</summary>
    public int? BatchLimit { get; init; }

    /// <summary>It failed alone, and is not tried again before; null when it is not parked.</summary>
    public DateTimeOffset? QuarantinedUntil { get; init; }

    /// <summary>Why it failed last.</summary>
    public string? Failure { get; init; }
}
