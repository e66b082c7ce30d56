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
