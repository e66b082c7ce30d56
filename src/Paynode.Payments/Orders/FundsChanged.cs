namespace Paynode.Payments;

/// <summary>A reorganisation deeper than the confirmations changed whether the escrow holds the order's funds.</summary>
/// <param name="AreThere">Whether it does.</param>
/// <param name="TransactionHash">The locking transaction.</param>
public sealed record FundsChanged(bool AreThere, string TransactionHash);
