namespace Paynode.Payments;

/// <summary>What may share a transaction: intents of one token in one escrow.</summary>
/// <param name="Token">The token.</param>
/// <param name="Escrow">The contract, lower-case hex with 0x; null is the chain's present one.</param>
/// <param name="DeadlineBy">Only those whose deadline is not later; null: all.</param>
public sealed record BatchGroup(Currency Token, string? Escrow, DateTimeOffset? DeadlineBy = null);
