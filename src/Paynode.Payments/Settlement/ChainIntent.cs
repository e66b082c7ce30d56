namespace Paynode.Payments;

/// <summary>The one decided action on an escrow order.</summary>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="EscrowOrderId">The escrow's id of the order, lower-case hex with 0x.</param>
/// <param name="Order">The order, or null for an escrow that matches no order.</param>
/// <param name="Kind">Release or refund.</param>
/// <param name="ProviderAddress">The receiver of a release; null for a refund.</param>
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
    /// <summary>The contract that holds the order's funds, hex with 0x; null is the chain's current one.</summary>
    public string? Escrow { get; init; }

    /// <summary>The time from which the payer can reclaim the funds of a release; null for a refund, which is not urgent.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The provider that a release pays; null for a refund.</summary>
    public ProviderId? Provider { get; init; }

    /// <summary>Since when it waits for the operator's decision; null when it does not.</summary>
    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>Why it waits for the operator; see <see cref="HoldReason"/>.</summary>
    public string? HeldReason { get; init; }

    /// <summary>Proves that Paynode decided this; see <see cref="SettlementSeal"/>.</summary>
    public string? Seal { get; init; }

    /// <summary>The abandoned batch that carried it last, or null: its transaction may still be in progress.</summary>
    public string? FormerBatchKey { get; init; }

    /// <summary>The batch that carries it to the chain, or null while it waits for one.</summary>
    public string? BatchKey { get; init; }

    /// <summary>Whether it is on chain with enough confirmations.</summary>
    public bool IsFinal { get; init; }

    /// <summary>How often a batch failed to carry it out.</summary>
    public int Requeues { get; init; }

    /// <summary>Maximum size of its next batch; null: no limit of its own.</summary>
    public int? BatchLimit { get; init; }

    /// <summary>It failed alone, and is not retried before this time; null when it is not quarantined.</summary>
    public DateTimeOffset? QuarantinedUntil { get; init; }

    /// <summary>Reason of the last failure.</summary>
    public string? Failure { get; init; }
}

/// <summary>The batch key: intents of one token in one escrow share a transaction.</summary>
/// <param name="Token">The token.</param>
/// <param name="Escrow">The contract, lower-case hex with 0x; null is the chain's current one.</param>
/// <param name="DeadlineBy">Only intents whose deadline is not later; null: all.</param>
public sealed record BatchGroup(Currency Token, string? Escrow, DateTimeOffset? DeadlineBy = null);

/// <summary>Intents that are sent to the chain in one transaction.</summary>
/// <param name="Key">The batch's key.</param>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="Kind">Release or refund.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="HasHeld">Whether the operator has held any of them since.</param>
public sealed record ChainBatch(string Key, string Chain, ChainIntentKind Kind, DateTimeOffset CreatedAt, bool HasHeld);

/// <summary>Decided releases and refunds of a chain that are not final yet.</summary>
/// <param name="Releases">Releases that are queued or in progress.</param>
/// <param name="Refunds">Refunds that are queued or in progress.</param>
/// <param name="Quarantined">Releases and refunds that failed alone and are quarantined.</param>
/// <param name="OldestAt">When the oldest was decided; null when there is none.</param>
/// <param name="FirstDeadline">
/// The earliest time from which a payer can reclaim the funds of one of the releases; null when there is none.
/// </param>
public sealed record ChainBacklog(long Releases, long Refunds, long Quarantined, DateTimeOffset? OldestAt, DateTimeOffset? FirstDeadline);

/// <summary>A provider's share in a batch of releases.</summary>
/// <param name="Provider">Who was paid out.</param>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="BatchKey">The batch, which is one transaction.</param>
/// <param name="Own">Releases in it for the provider's orders in the corridor.</param>
/// <param name="Items">Releases in it altogether.</param>
public sealed record SettledShare(ProviderId Provider, string Chain, string BatchKey, int Own, int Items);
