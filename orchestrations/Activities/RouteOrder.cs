using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Paynode.Payments;
using Paynode.Routing;

namespace Paynode.Orchestrations;

/// <summary>
/// Picks a provider for an order, reserves its liquidity, records the decision and makes the offer; a small order's to
/// several at once, as far as its corridor allows.
/// </summary>
/// <remarks>
/// Safe to repeat at any point: an open offer is delivered again, not made anew; the offer's id, and with it the
/// reservation, follow from order and attempt.
/// </remarks>
public sealed class RouteOrder(
    OrderService service, OfferReports reports, OfferConclusion conclusion, IRouter router, ProviderClient providers,
    SettlementHold settlement,
    CorridorCatalogue corridors, TimeProvider timeProvider, ILogger<RouteOrder> logger)
{
    /// <summary>The router's reason when nothing could be reserved anywhere.</summary>
    private const string Unavailable = "unavailable";

    /// <summary>When nobody is eligible, how soon to look again.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    /// <summary>While releases stand still, how soon to look again: it lasts minutes or hours.</summary>
    private static readonly TimeSpan HeldInterval = TimeSpan.FromSeconds(10);

    /// <summary>Routes one order.</summary>
    /// <param name="orderId">Which order.</param>
    /// <param name="cancellationToken">Ends when the host stops.</param>
    [Function(nameof(RouteOrder))]
    public async Task<RoutedOrder> RunAsync([ActivityTrigger] string orderId, CancellationToken cancellationToken)
    {
        var order = await service.PendingAsync(orderId, cancellationToken);
        if (!RefundRule.IsSearching(order.State))
        {
            // The escrow was refunded under us, past its deadline. Nobody must pay any more.
            return new RoutedOrder(null, null, "order_is_over");
        }

        var offers = await service.OffersAsync(order.Id, cancellationToken);
        if (offers.Where(offer => !offer.State.IsTerminal()).ToList() is { Count: > 0 } open)
        {
            return await DeliverAsync(order, open, cancellationToken);
        }

        // A search that found nobody is repeated every few seconds; what ended before it was concluded before it was decided.
        if (offers.Count > 0 && !await service.HasLookedSinceAsync(order.Id, offers, cancellationToken))
        {
            await conclusion.ConcludeAsync(order, offers, cancellationToken);
        }

        await WithdrawRevokedAsync(order, offers, cancellationToken);
        return RefundRule.Decide(order, offers, CorridorOf(order), timeProvider.GetUtcNow()) switch
        {
            SearchDecision.Search when await settlement.IsHeldAsync(order.Chain, cancellationToken) =>
                new RoutedOrder(null, (timeProvider.GetUtcNow() + HeldInterval).UtcDateTime, "settlement_held"),
            SearchDecision.Search => await OfferToTheBestAsync(order, offers, cancellationToken),
            var other => ResultOf(other),
        };
    }

    /// <summary>While a reorganisation has taken the funds away, the providers whose offers it ended are notified.</summary>
    private async Task WithdrawRevokedAsync(Order order, IReadOnlyList<Offer> offers, CancellationToken cancellationToken)
    {
        if (order.FundsWithdrawnAt is null)
        {
            return;
        }

        foreach (var revoked in offers.Where(offer => offer.Code == LapseCode.FundsWithdrawn))
        {
            await providers.WithdrawAsync(revoked.Provider, revoked.Id, cancellationToken);
        }
    }

    private static RoutedOrder ResultOf(SearchDecision decision) => decision switch
    {
        SearchDecision.WaitForFunds wait => new RoutedOrder(null, wait.GiveUpAt.UtcDateTime, LapseCode.FundsWithdrawn, WaitsForFunds: true),
        SearchDecision.SearchAt later => new RoutedOrder(null, later.At.UtcDateTime, "no_provider_now"),
        SearchDecision.Refund refund => new RoutedOrder(null, null, refund.Reason),
        _ => throw new InvalidOperationException($"{decision.GetType().Name} is no end of a search."),
    };

    private async Task<RoutedOrder> OfferToTheBestAsync(Order order, IReadOnlyList<Offer> offers, CancellationToken cancellationToken)
    {
        var decision = await DecideAsync(order, offers, cancellationToken);
        if (decision.Reason == Unavailable)
        {
            // An outage says nothing about the providers: the step is tried again until it can be taken.
            throw new InvalidOperationException("Neither the routing index nor the database could reserve liquidity.");
        }

        if (decision.Chosen is null)
        {
            return await NobodyNowAsync(order, offers.Count + 1, JsonOf(decision), cancellationToken);
        }

        if (await OpenAsync(order, decision, offers.Count + 1, slot: 0, cancellationToken) is not { } first)
        {
            return new RoutedOrder(null, (timeProvider.GetUtcNow() + RetryInterval).UtcDateTime, "superseded");
        }

        return await DeliverAsync(order, await WithCompanionsAsync(order, offers, first, cancellationToken), cancellationToken);
    }

    /// <summary>A small order is offered to the next best as well, as the operator's limits for the corridor say.</summary>
    private async Task<List<Offer>> WithCompanionsAsync(
        Order order, IReadOnlyList<Offer> before, Offer first, CancellationToken cancellationToken)
    {
        var corridor = CorridorOf(order);
        var atOnce = Math.Min(corridor.OffersAtOnce(order.Price.Source), RefundRule.OffersLeft(before, corridor));
        var made = new List<Offer> { first };
        while (made.Count < atOnce)
        {
            List<Offer> all = [.. before, .. made];
            var decision = await DecideAsync(order, all, cancellationToken);
            if (decision.Chosen is null
                || await OpenAsync(order, decision, all.Count + 1, slot: made.Count, cancellationToken) is not { } companion)
            {
                break;
            }

            made.Add(companion);
        }

        return made;
    }

    private ValueTask<RoutingDecision> DecideAsync(Order order, IReadOnlyList<Offer> offers, CancellationToken cancellationToken) =>
        router.DecideAsync(RequestFor(order, offers, offers.Count + 1), cancellationToken);

    /// <returns>
    /// Null when the partition's liquidity has another arbiter by now: what was reserved under the old one does not count. Or
    /// when the order may not be offered any more: what was reserved for it lapses by itself, and until then
    /// serves it should it go on.
    /// </returns>
    private async Task<Offer?> OpenAsync(
        Order order, RoutingDecision decision, int attempt, int slot, CancellationToken cancellationToken)
    {
        var provider = decision.Chosen!.Value;
        var offer = await service.OpenOfferAsync(order, provider, attempt, slot, decision.Epoch, JsonOf(decision), cancellationToken);
        if (offer is null)
        {
            if (await service.OrderAsync(order.Id, cancellationToken) is { State: OrderState.Pending, FundsWithdrawnAt: null })
            {
                await router.ReleaseAsync(decision.Offer, order.Corridor, ReleaseReason.Superseded, cancellationToken);
            }

            return null;
        }

        logger.LogInformation("Order {Order}, attempt {Attempt}: offered to {Provider}.", order.Id, attempt, provider);
        return offer;
    }

    private static string JsonOf(RoutingDecision decision) => JsonSerializer.Serialize(decision, DecisionJson.Options);

    private Corridor CorridorOf(Order order) => corridors.Find(order.Corridor)!;

    private RoutingRequest RequestFor(Order order, IReadOnlyList<Offer> offers, int attempt) => new(
        OfferId.For(order.Id, attempt),
        order.Id,
        order.Corridor,
        order.Price.Source,
        order.Price.Payout,
        order.Price.Rate,
        order.Recipient.Method,
        order.Recipient.Institution,
        timeProvider.GetUtcNow() + CorridorOf(order).LongestOffer)
    {
        Quote = attempt == 1 ? order.Quote : null,
        Excluded = [.. offers.Where(RefundRule.IsTried).Select(offer => offer.Provider)],
    };

    private async Task<RoutedOrder> NobodyNowAsync(Order order, int attempt, string decision, CancellationToken cancellationToken)
    {
        await service.RecordNobodyAsync(order, attempt, decision, cancellationToken);
        var heldUntil = settlement.LastHeldAt(order.Chain);
        return ResultOf(RefundRule.WhenNobodyIsEligible(order, CorridorOf(order), heldUntil, timeProvider.GetUtcNow(), RetryInterval));
    }

    private async Task<RoutedOrder> DeliverAsync(Order order, IReadOnlyList<Offer> offers, CancellationToken cancellationToken)
    {
        var delivered = await Task.WhenAll(offers.Select(offer => DeliverAsync(order, offer, cancellationToken)));
        return new RoutedOrder([.. delivered.Select(offer => OfferProgress.Of(offer, timeProvider.GetUtcNow()))], null, null);
    }

    private async Task<Offer> DeliverAsync(Order order, Offer offer, CancellationToken cancellationToken)
    {
        var alreadyAnswered = offer.State != OfferState.Offered;
        if (alreadyAnswered || await providers.OfferAsync(offer.Provider, OfferMessage.Of(offer, order), cancellationToken))
        {
            return offer;
        }

        // Whether it arrived or not, the provider can no longer accept it once it has lapsed.
        var ended = await reports.EndAsync(offer, OfferState.Lapsed, "undeliverable", cancellationToken);
        return ended.Succeeded ? ended.Value : await service.OfferAsync(offer.Id, cancellationToken);
    }
}
