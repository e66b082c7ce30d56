using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>An order that needs a provider, and what is known of it when it is routed.</summary>
/// <param name="Offer">The attempt. Asking again with the same id gives the same provider while its reservation stands.</param>
/// <param name="Order">The order.</param>
/// <param name="Corridor">From which token to which currency.</param>
/// <param name="Source">What is locked, in the token; compared with the providers' limits.</param>
/// <param name="Payout">What the recipient gets, in the corridor's currency; this much liquidity is reserved.</param>
/// <param name="MinRate">The rate that the quote promised: no provider below it is considered.</param>
/// <param name="Method">How it is paid out, as the protocol writes it ("bank", "mobile_money").</param>
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
    /// <summary>Providers not to consider: those that were tried for this order.</summary>
    public IReadOnlyCollection<ProviderId> Excluded { get; init; } = [];

    /// <summary>The quote whose reservation this attempt takes over; only the order's first attempt has one.</summary>
    public QuoteId? Quote { get; init; }
}
