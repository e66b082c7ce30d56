namespace Paynode.Payments;

/// <summary>What the ledger records for a chain's escrow in one currency.</summary>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="Balance">What the escrow holds.</param>
/// <param name="Locked">What went in.</param>
/// <param name="Released">What went out to providers, fees included.</param>
/// <param name="Refunded">What went back to payers.</param>
public sealed record EscrowSums(string Chain, Money Balance, Money Locked, Money Released, Money Refunded);
