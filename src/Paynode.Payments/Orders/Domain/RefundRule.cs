namespace Paynode.Payments;

/// <summary>
/// When the search for a provider ends and the payer gets the funds back. A refund also needs that no offer can still be
/// paid (<see cref="OffersBlockingRefund"/>).
/// </summary>
public static class RefundRule
{
    /// <summary>Business refusals by this many different providers end the search: the recipient's details are presumed wrong.</summary>
    public const int BusinessRefusalsThatEndTheSearch = 2;

    /// <summary>Whether a provider may still be found: the order is funded, and nobody has been paid.</summary>
    public static bool IsSearching(OrderState state) => state is OrderState.Pending or OrderState.Fulfilling;

    /// <summary>What follows for an order that is searching and has no open offer.</summary>
    /// <param name="order">The order; its funds may have left the chain.</param>
    /// <param name="offers">All its offers so far.</param>
    /// <param name="corridor">The order's corridor.</param>
    /// <param name="now">The time of the decision.</param>
    public static SearchDecision Decide(Order order, IReadOnlyList<Offer> offers, Corridor corridor, DateTimeOffset now)
    {
        if (order.FundsWithdrawnAt is not null)
        {
            // The lock comes back as soon as the payer's transaction is mined again. Until then nobody is asked to pay.
            var giveUpAt = corridor.LastOfferAt(order.EscrowDeadline);
            return now < giveUpAt ? new SearchDecision.WaitForFunds(giveUpAt) : new SearchDecision.Refund(LapseCode.FundsWithdrawn);
        }

        if (!corridor.HasTimeForAnOffer(now, order.EscrowDeadline))
        {
            return new SearchDecision.Refund(RefundReason.OutOfTime);
        }

        if (BusinessRefusals(offers) >= BusinessRefusalsThatEndTheSearch)
        {
            return new SearchDecision.Refund(RefundReason.RecipientRefused);
        }

        return OffersLeft(offers, corridor) <= 0 ? new SearchDecision.Refund(RefundReason.TooManyOffers) : new SearchDecision.Search();
    }

    /// <summary>What follows when no provider is eligible at the moment: another search, or the end of it.</summary>
    /// <param name="order">The order.</param>
    /// <param name="corridor">The order's corridor; its <see cref="Corridor.RoutingTimeout"/> limits the wait.</param>
    /// <param name="heldUntil">When releases on the order's chain last stood still. That time does not count as waiting.</param>
    /// <param name="now">The time of the decision.</param>
    /// <param name="retryInterval">How soon to search again.</param>
    public static SearchDecision WhenNobodyIsEligible(
        Order order, Corridor corridor, DateTimeOffset heldUntil, DateTimeOffset now, TimeSpan retryInterval)
    {
        var waitingSince = heldUntil > order.UpdatedAt ? heldUntil : order.UpdatedAt;
        var next = now + retryInterval;
        return next < waitingSince + corridor.RoutingTimeout
            ? new SearchDecision.SearchAt(next)
            : new SearchDecision.Refund(RefundReason.NoProvider);
    }

    /// <summary>The offers that prevent a refund: somebody may still accept or pay them, or has paid.</summary>
    /// <param name="state">Where the order stands. Once its refund is decided, nothing prevents it.</param>
    /// <param name="offers">All its offers.</param>
    public static IReadOnlyList<Offer> OffersBlockingRefund(OrderState state, IReadOnlyList<Offer> offers) =>
        state is OrderState.Refunding or OrderState.Refunded
            ? []
            : [.. offers.Where(offer => offer.State == OfferState.Fulfilled || !offer.State.IsTerminal())];

    /// <summary>How many more offers the corridor allows.</summary>
    public static int OffersLeft(IReadOnlyList<Offer> offers, Corridor corridor) => corridor.MaxOffers - offers.Count(IsTried);

    /// <summary>Whether an offer is a reason not to ask its provider again: not when it ended without the provider's doing.</summary>
    public static bool IsTried(Offer offer) => !LapseCode.IsNoResult(offer.Code);

    private static int BusinessRefusals(IReadOnlyList<Offer> offers) =>
        offers.Where(offer => RefusalCode.IsBusiness(offer.Code)).DistinctBy(offer => offer.Provider).Count();
}

/// <summary>What follows for an order that needs a provider.</summary>
public abstract record SearchDecision
{
    private SearchDecision()
    {
    }

    /// <summary>Search for a provider now.</summary>
    public sealed record Search : SearchDecision;

    /// <summary>Search again later.</summary>
    /// <param name="At">When.</param>
    public sealed record SearchAt(DateTimeOffset At) : SearchDecision;

    /// <summary>Ask nobody to pay until the funds are back on the chain.</summary>
    /// <param name="GiveUpAt">From then on no offer could be made in time.</param>
    public sealed record WaitForFunds(DateTimeOffset GiveUpAt) : SearchDecision;

    /// <summary>Return the funds to the payer.</summary>
    /// <param name="Reason">One of <see cref="RefundReason"/>, or <see cref="LapseCode.FundsWithdrawn"/>.</param>
    public sealed record Refund(string Reason) : SearchDecision;
}

/// <summary>Why a search ended: stable codes.</summary>
public static class RefundReason
{
    /// <summary>An offer made now could not be released before the escrow's deadline.</summary>
    public const string OutOfTime = "out_of_time";

    /// <summary>Several providers refused the recipient.</summary>
    public const string RecipientRefused = "recipient_refused";

    /// <summary>The corridor's <see cref="Corridor.MaxOffers"/> were made.</summary>
    public const string TooManyOffers = "too_many_offers";

    /// <summary>No provider was eligible for as long as the corridor's <see cref="Corridor.RoutingTimeout"/>.</summary>
    public const string NoProvider = "no_provider";
}
