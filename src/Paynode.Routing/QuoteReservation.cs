using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>A request to hold liquidity for a quote.</summary>
/// <param name="Quote">The quote. Asking again with the same id gives the same provider while its reservation stands.</param>
/// <param name="Corridor">From which token to which currency.</param>
/// <param name="Source">What is to be locked, in the token.</param>
/// <param name="Payout">What is to be reserved, in the corridor's currency.</param>
/// <param name="MinRate">The quote's rate.</param>
/// <param name="ExpiresAt">When the quote, and with it the reservation, ends.</param>
public sealed record QuoteReservation(
    QuoteId Quote, CorridorId Corridor, Money Source, Money Payout, ExchangeRate MinRate, DateTimeOffset ExpiresAt);
