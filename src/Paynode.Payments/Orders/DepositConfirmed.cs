namespace Paynode.Payments;

/// <summary>The order's funds are in the escrow, with enough confirmations for the amount.</summary>
/// <param name="TransactionHash">The locking transaction.</param>
public sealed record DepositConfirmed(string TransactionHash);
