namespace Paynode.Payments;

/// <summary>The outcome of a request under an idempotency key.</summary>
/// <param name="Outcome">Which.</param>
/// <param name="Response">The answer; null unless fresh or replayed.</param>
public sealed record IdempotentResult(IdempotentOutcome Outcome, StoredResponse? Response);
