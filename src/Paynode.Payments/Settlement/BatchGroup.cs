namespace Paynode.Payments;

/// <summary>The batch key: intents of one token in one escrow share a transaction.</summary>
/// <param name="Token">The token.</param>
/// <param name="Escrow">The contract, lower-case hex with 0x; null is the chain's current one.</param>
/// <param name="DeadlineBy">Only intents whose deadline is not later; null: all.</param>
public sealed record BatchGroup(Currency Token, string? Escrow, DateTimeOffset? DeadlineBy = null);
