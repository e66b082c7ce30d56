namespace Paynode.Functions;

/// <summary>A provider's rate in a corridor.</summary>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Rate">Fiat for one token, at most 8 decimals: "1500.25".</param>
/// <param name="MinAmount">Smallest order, in the token.</param>
/// <param name="MaxAmount">Largest order, in the token.</param>
/// <param name="MaxConcurrent">Offers in flight in the corridor that you carry without slowing down or failing more; left out: you name no limit.</param>
public sealed record RateRequest(string? Corridor, string? Rate, string? MinAmount, string? MaxAmount, int? MaxConcurrent = null);
