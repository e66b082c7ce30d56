namespace Paynode.Payments;

/// <summary>A provider as the operator registers it, not validated.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BaseUrl">Where it takes offers.</param>
/// <param name="SettlementAddress">Where the escrow releases to.</param>
/// <param name="Corridors">What it may serve.</param>
/// <param name="UpstreamGroup">Its upstream partners; null when unknown.</param>
/// <param name="LicensedUntil">When its licence ends; null when not set.</param>
/// <param name="PayoutSteps">What its rails pay in multiples of, each currency once.</param>
public sealed record ProviderInput(
    string? Name, string? BaseUrl, string? SettlementAddress, IReadOnlyList<string> Corridors,
    string? UpstreamGroup = null, DateTimeOffset? LicensedUntil = null, IReadOnlyList<AmountMessage>? PayoutSteps = null);

/// <summary>A balance as a provider sends it, not validated.</summary>
/// <param name="Currency">A fiat currency's code.</param>
/// <param name="Available">What the provider can pay out.</param>
public sealed record BalanceInput(string? Currency, string? Available);

/// <summary>A rate as a provider sends it, not validated.</summary>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Rate">Fiat for one token.</param>
/// <param name="MinAmount">Smallest order, in the token.</param>
/// <param name="MaxAmount">Largest order, in the token.</param>
/// <param name="MaxConcurrent">Concurrent offers that it handles; null: no declared limit.</param>
public sealed record RateInput(string? Corridor, string? Rate, string? MinAmount, string? MaxAmount, int? MaxConcurrent = null);
