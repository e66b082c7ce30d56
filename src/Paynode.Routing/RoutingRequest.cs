using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>An order that needs a provider, with what is known of it when it is routed.</summary>
/// <param name="Offer">The attempt. Repeating the request with the same id gives the same provider while the reservation is open.</param>
/// <param name="Order">The order.</param>
/// <param name="Corridor">From which token to which currency.</param>
/// <param name="Source">The locked amount, in the token; compared with the providers' limits.</param>
/// <param name="Payout">The recipient's amount, in the corridor's currency; this much liquidity is reserved.</param>
/// <param name="MinRate">The rate that the quote promised: no provider below it is considered.</param>
/// <param name="Method">The payout method as in the protocol ("bank", "mobile_money").</param>
/// <param name="Institution">The destination's code.</param>
/// <param name="ReserveUntil">When the reservation may be reclaimed: the end of the offer's last window.</param>
public sealed record RoutingRequest(
    OfferId Offer,
    OrderId Order,
    CorridorId Corridor,
    Money Source,
    Money Payout,
    ExchangeRate MinRate,
    string Method,
    string Institution,
    DateTimeOffset ReserveUntil)
{
    /// <summary>Providers to exclude: those that were already tried for this order.</summary>
    public IReadOnlyCollection<ProviderId> Excluded { get; init; } = [];

    /// <summary>The quote whose reservation this attempt takes over; only an order's first attempt has one.</summary>
    public QuoteId? Quote { get; init; }
}
