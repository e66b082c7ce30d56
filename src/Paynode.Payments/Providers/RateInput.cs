namespace Paynode.Payments;

/// <summary>A rate as a provider sends it, not validated.</summary>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Rate">Fiat for one token.</param>
/// <param name="MinAmount">Smallest order, in the token.</param>
/// <param name="MaxAmount">Largest order, in the token.</param>
/// <param name="MaxConcurrent">Concurrent offers that it handles; null: no declared limit.</param>
public sealed record RateInput(string? Corridor, string? Rate, string? MinAmount, string? MaxAmount, int? MaxConcurrent = null);
