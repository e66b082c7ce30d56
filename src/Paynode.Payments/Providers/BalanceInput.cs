namespace Paynode.Payments;

/// <summary>A balance as a provider sends it, not validated.</summary>
/// <param name="Currency">A fiat currency's code.</param>
/// <param name="Available">What the provider can pay out.</param>
public sealed record BalanceInput(string? Currency, string? Available);
