using System.ComponentModel.DataAnnotations;

namespace Paynode.Client;

/// <summary>An empty object: <c>{}</c>.</summary>
public sealed record EmptyRequest;

/// <summary>What a provider can pay out now.</summary>
/// <param name="Balances">1 to 200 balances, one a currency.</param>
public sealed record LiquidityRequest(IReadOnlyList<BalanceRequest>? Balances);

/// <summary>A provider's balance.</summary>
/// <param name="Currency">A fiat currency's code.</param>
/// <param name="Available">What it can pay out, all offers that it has accepted already taken off.</param>
public sealed record BalanceRequest(string? Currency, string? Available);

/// <summary>A provider's rates.</summary>
/// <param name="Rates">1 to 200 of them; corridors that are left out keep their rate.</param>
public sealed record RatesRequest(IReadOnlyList<RateRequest>? Rates);

/// <summary>A provider's rate in a corridor.</summary>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Rate">Fiat for one token, at most 8 decimals: "1500.25".</param>
/// <param name="MinAmount">Smallest order, in the token.</param>
/// <param name="MaxAmount">Largest order, in the token.</param>
/// <param name="MaxConcurrent">
/// Offers in flight in the corridor that you carry without slowing down or failing more; left out: you name no limit.
/// </param>
public sealed record RateRequest(string? Corridor, string? Rate, string? MinAmount, string? MaxAmount, int? MaxConcurrent = null);

/// <summary>An offer was paid out.</summary>
/// <param name="Reference">The payout's reference at the provider, 1 to 140 characters.</param>
/// <param name="Paid">What the recipient got; has to be the order's payout.</param>
/// <param name="PaidAt">When.</param>
public sealed record FulfilRequest(string? Reference, MoneyAmount? Paid, DateTimeOffset? PaidAt = null);

/// <summary>Why an offer is declined or has failed.</summary>
/// <param name="Code">
/// Why. The first four say that the recipient is at fault: they never count against the provider.
/// </param>
/// <param name="Reason">In the provider's own words, up to 500 characters.</param>
public sealed record RefusalRequest(
    [property: AllowedValues(
        "invalid_account", "name_mismatch", "recipient_blocked", "recipient_limit",
        "insufficient_liquidity", "provider_unavailable", "institution_unavailable", "limit_exceeded", "other")]
    string? Code,
    string? Reason = null);

/// <summary>Where an offer stands.</summary>
/// <param name="OfferId">Which offer.</param>
/// <param name="State">Where it stands. Pay only while it is accepted.</param>
/// <param name="PayBy">Until when an accepted offer has to be paid and reported.</param>
public sealed record OfferResponse(
    string OfferId,
    [property: AllowedValues("offered", "accepted", "fulfilled", "failed", "declined", "lapsed", "closed")] string State,
    DateTimeOffset PayBy);
