namespace Paynode.Payments;

/// <summary>What a transaction costs on a chain now. All in gwei per gas, as decimal strings.</summary>
/// <param name="BaseFee">Of the newest block.</param>
/// <param name="Tip">What gets a transaction in soon.</param>
/// <param name="Ceiling">Above it settlement waits; null: there is none.</param>
/// <param name="IsAboveCeiling">Whether it waits for that reason now.</param>
public sealed record ChainGasStatus(string BaseFee, string Tip, string? Ceiling, bool IsAboveCeiling);
