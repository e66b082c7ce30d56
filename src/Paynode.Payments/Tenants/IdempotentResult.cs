namespace Paynode.Payments;

/// <summary>The outcome of a request under an idempotency key.</summary>
/// <param name="Outcome">How the request was handled.</param>
/// <param name="Response">The response; null unless fresh or replayed.</param>
public sealed record IdempotentResult(IdempotentOutcome Outcome, StoredResponse? Response);
