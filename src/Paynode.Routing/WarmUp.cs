using Paynode.Payments;
using Paynode.Routing.Index;
using StackExchange.Redis;

namespace Paynode.Routing;

/// <summary>
/// Routes test orders when a process starts, so that the code is compiled, the connection is open and the scripts are in
/// Redis before the first order arrives. Otherwise the first fifty decisions of a burst take up to 190 ms each on two cores.
/// </summary>
public static class WarmUp
{
    private const int Providers = 20;
    private const int Rounds = 12;
    private const int OrdersARound = 16;

    /// <summary>Runs quotes, decisions and outcomes in a partition of its own, and removes it from Redis.</summary>
    /// <param name="redis">The connection that the router will use.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the warm-up early; what it wrote is still removed.</param>
    /// <returns>How many orders were routed from Redis. Zero while it is unavailable and decisions come from memory.</returns>
    /// <exception cref="RedisException">Redis became unavailable during the warm-up.</exception>
    public static async Task<int> RunAsync(IConnectionMultiplexer redis, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(redis);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var corridor = new CorridorId(new Currency("USDC", 6, IsToken: true), new Currency($"rehearsal-{Guid.NewGuid():N}", 2));
        var store = new InProcessRoutingStore(timeProvider);
        for (var i = 0; i < Providers; i++)
        {
            store.Save(Provider(corridor, timeProvider.GetUtcNow()));
        }

        var routed = 0;
        try
        {
            await using var router = new Router(redis, store, store, timeProvider: timeProvider) { IsCounted = false };
            for (var round = 0; round < Rounds && !cancellationToken.IsCancellationRequested; round++)
            {
                var orders = Enumerable.Range(0, OrdersARound);
                var played = await Task.WhenAll(
                    orders.Select(i => PlayAsync(router, store, corridor, i, timeProvider, cancellationToken)));
                routed += played.Count(decision => decision is { Chosen: not null, Source: DecisionSource.Redis });
            }

            return routed;
        }
        finally
        {
            await new RedisIndex(redis, new RouterOptions().RedisTimeout).ForgetAsync($"pn:{{{corridor.Partition}}}:*");
        }
    }

    private static async Task<RoutingDecision> PlayAsync(
        Router router, InProcessRoutingStore store, CorridorId corridor, int number, TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var (source, payout) = (new Money(100_000_000 + number, corridor.Token), new Money(15_000_000 + number, corridor.Fiat));
        var (quote, order) = (QuoteId.New(now), OrderId.New(now));
        var minRate = new ExchangeRate(100_000_000);
        await router.BestRateAsync(corridor, source, cancellationToken);
        var reservation = new QuoteReservation(quote, corridor, source, payout, minRate, now + TimeSpan.FromMinutes(1));
        await router.ReserveQuoteAsync(reservation, cancellationToken);
        var decision = await router.DecideAsync(
            new RoutingRequest(
                OfferId.For(order, 1), order, corridor, source, payout, minRate, "bank", "rehearsal", now + TimeSpan.FromMinutes(1))
            {
                Quote = quote,
            },
            cancellationToken);
        if (decision.Chosen is { } provider)
        {
            var offer = new RoutedOffer(decision.Offer, provider, corridor, now, source, "bank", "rehearsal");
            store.Store(offer, payout, now.AddMinutes(1), decision.Epoch);
            var state = number % 4 == 0 ? OfferState.Lapsed : OfferState.Fulfilled;
            await router.LearnAsync(new Outcome(decision.Offer, corridor, state, null, timeProvider.GetUtcNow()), cancellationToken);
            await router.ReleaseAsync(decision.Offer, corridor, ReleaseReason.Paid, cancellationToken);
        }

        return decision;
    }

    private static ProviderUpdate Provider(CorridorId corridor, DateTimeOffset now)
    {
        var id = ProviderId.New(now);
        return new ProviderUpdate(id)
        {
            Enabled = true,
            HeartbeatAt = now,
            Corridors = [corridor],
            Rates =
            [
                new ProviderRate(
                    id, corridor, new ExchangeRate(150_000_000_000),
                    new Money(1, corridor.Token), new Money(1_000_000_000, corridor.Token), now),
            ],
            Balances = [new ProviderBalance(new Money(100_000_000_000, corridor.Fiat), now)],
        };
    }
}
