using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>A request to reserve liquidity for a quote.</summary>
/// <param name="Quote">The quote. Repeating the request with the same id gives the same provider while the reservation is open.</param>
/// <param name="Corridor">From which token to which currency.</param>
/// <param name="Source">The amount to be locked, in the token.</param>
/// <param name="Payout">The amount to be reserved, in the corridor's currency.</param>
/// <param name="MinRate">The quote's rate.</param>
/// <param name="ExpiresAt">When the quote, and with it the reservation, expires.</param>
public sealed record QuoteReservation(
    QuoteId Quote, CorridorId Corridor, Money Source, Money Payout, ExchangeRate MinRate, DateTimeOffset ExpiresAt);

/// <summary>The best rate at which an amount can be delivered now.</summary>
/// <param name="Rate">Fiat for one token.</param>
/// <param name="Provider">The provider that offers the rate.</param>
/// <param name="Providers">How many providers could take the amount.</param>
public sealed record QuoteRate(ExchangeRate Rate, ProviderId Provider, int Providers)
{
    /// <summary>
    /// The step of that provider's payouts; null for any amount. A requested payout that is not a multiple of it cannot be
    /// paid by any of the providers that would otherwise take it.
    /// </summary>
    public PayoutStep? PayoutStep { get; init; }
}

/// <summary>An open reservation, as recorded in the database.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Corridor">The corridor.</param>
/// <param name="Amount">The amount, in the corridor's currency.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="InDatabase">Whether the database itself made it, through <see cref="ILiquidityFallback"/>.</param>
public sealed record OpenReservation(
    ProviderId Provider, CorridorId Corridor, Money Amount, DateTimeOffset ExpiresAt, bool InDatabase)
{
    /// <summary>The quote it is for; exactly one of this and <see cref="Offer"/> is set.</summary>
    public QuoteId? Quote { get; init; }

    /// <summary>The offer it is for.</summary>
    public RoutedOffer? Offer { get; init; }
}

/// <summary>The reservation that the database made.</summary>
/// <param name="Provider">The provider, or null when none had enough free balance.</param>
/// <param name="Epoch">The partition's epoch.</param>
/// <param name="Repeated">Whether the reservation already existed.</param>
public sealed record FallbackReservation(ProviderId? Provider, long Epoch, bool Repeated = false);
