namespace Paynode.Functions;

/// <summary>One of an order's transactions on the chain.</summary>
/// <param name="Kind">What it did with the funds.</param>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="Hash">The transaction's hash.</param>
/// <param name="At">When Paynode took it as final enough.</param>
public sealed record TransactionResponse([property: WireValues("lock", "release", "refund")] string Kind, string Chain, string Hash, DateTimeOffset At);
