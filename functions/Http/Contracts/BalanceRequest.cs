namespace Paynode.Functions;

/// <summary>A provider's balance.</summary>
/// <param name="Currency">A fiat currency's code.</param>
/// <param name="Available">What it can pay out, all offers that it has accepted already taken off.</param>
public sealed record BalanceRequest(string? Currency, string? Available);
