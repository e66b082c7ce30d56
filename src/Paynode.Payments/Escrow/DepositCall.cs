namespace Paynode.Payments;

/// <summary>A call for the payer's wallet to send.</summary>
/// <param name="Purpose">approve or lock.</param>
/// <param name="To">The contract.</param>
/// <param name="Data">The call data in hex.</param>
public sealed record DepositCall(string Purpose, string To, string Data);
