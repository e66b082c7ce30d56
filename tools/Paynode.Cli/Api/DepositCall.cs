namespace Paynode.Cli.Api;

/// <summary>A call that the payer's wallet has to send.</summary>
/// <param name="To">The contract.</param>
/// <param name="Data">The call data, in hex.</param>
/// <param name="Purpose">approve or lock.</param>
public sealed record DepositCall(string To, string Data, string Purpose);
