namespace Paynode.Payments;

/// <summary>A rate as a provider sends it, unchecked.</summary>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Rate">Fiat for one token.</param>
/// <param name="MinAmount">Smallest order, in the token.</param>
/// <param name="MaxAmount">Largest order, in the token.</param>
/// <param name="MaxConcurrent">Offers in flight that it carries; null: it names no limit.</param>
public sealed record RateInput(string? Corridor, string? Rate, string? MinAmount, string? MaxAmount, int? MaxConcurrent = null);
