namespace Paynode.Payments;

/// <summary>What the escrow did with an order's funds, with enough confirmations.</summary>
/// <param name="State">"settled" or "refunded".</param>
/// <param name="TransactionHash">The transaction that did it.</param>
public sealed record EscrowOutcome(string State, string TransactionHash);
