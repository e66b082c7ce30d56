namespace Paynode.Payments;

/// <summary>What is decided and not yet done on a chain.</summary>
/// <param name="Operator">The account that does it.</param>
/// <param name="Releases">Releases.</param>
/// <param name="Refunds">Refunds.</param>
/// <param name="Parked">Those of both that fail even alone, and need a person.</param>
/// <param name="OldestAt">When the oldest was decided.</param>
/// <param name="FirstDeadline">From when on a payer can take back what one of the releases is to pay; null when there is none.</param>
/// <param name="Waiting">
/// How many transactions wait, by reason: gas_ceiling, insufficient_funds, would_revert, node_refuses, no_estimate, unsealed.
/// </param>
public sealed record ChainSettlementStatus(
    string Operator, long Releases, long Refunds, long Parked, DateTimeOffset? OldestAt, DateTimeOffset? FirstDeadline,
    IReadOnlyDictionary<string, int> Waiting);
