using Paynode.Payments;
using Paynode.Routing.Index;
using StackExchange.Redis;

namespace Paynode.Routing;

/// <summary>
/// Routes for nobody when a process starts: the code is compiled, the connection is open and the scripts are in Redis before
/// the first order comes. Without it the first fifty decisions of a burst take up to 190 ms each on two cores.
/// </summary>
public static class WarmUp
{
    private const int Providers = 20;
    private const int Rounds = 12;
    private const int OrdersARound = 16;

    /// <summary>Plays quotes, decisions and outcomes in a partition that only this call knows, and removes it from Redis.</summary>
    /// <param name="redis">The connection that the router will use.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends the rehearsal early; what it wrote is removed all the same.</param>
    /// <returns>How many orders were routed from Redis. None while it is away, where decisions come from memory.</returns>
    /// <exception cref="RedisException">Redis went away meanwhile.</exception>
    public static async Task<int> RunAsync(IConnectionMultiplexer redis, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(redis);
        ArgumentNullException.ThrowIfNull(time);
        var corridor = new CorridorId(new Currency("USDC", 6, IsToken: true), new Currency($"rehearsal-{Guid.NewGuid():N}", 2));
        var store = new InProcessRoutingStore(time);
        for (var i = 0; i < Providers; i++)
        {
            store.Save(Provider(corridor, time.GetUtcNow()));
        }

        var routed = 0;
        try
        {
            await using var router = new Router(redis, store, store, time: time) { IsCounted = false };
            for (var round = 0; round < Rounds && !ct.IsCancellationRequested; round++)
            {
                var played = await Task.WhenAll(Enumerable.Range(0, OrdersARound).Select(i => PlayAsync(router, store, corridor, i, time, ct)));
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
        Router router, InProcessRoutingStore store, CorridorId corridor, int number, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (source, payout) = (new Money(100_000_000 + number, corridor.Token), new Money(15_000_000 + number, corridor.Fiat));
        var (quote, order) = (QuoteId.New(now), OrderId.New(now));
        var minRate = new ExchangeRate(100_000_000);
        await router.BestRateAsync(corridor, source, ct);
        await router.ReserveQuoteAsync(new QuoteReservation(quote, corridor, source, payout, minRate, now + TimeSpan.FromMinutes(1)), ct);
        var decision = await router.DecideAsync(
            new RoutingRequest(OfferId.For(order, 1), order, corridor, source, payout, minRate, "bank", "rehearsal", now + TimeSpan.FromMinutes(1))
            {
                Quote = quote,
            },
            ct);
        if (decision.Chosen is { } provider)
        {
            store.Store(new RoutedOffer(decision.Offer, provider, corridor, now, source, "bank", "rehearsal"), payout, now.AddMinutes(1), decision.Epoch);
            var state = number % 4 == 0 ? OfferState.Lapsed : OfferState.Fulfilled;
            await router.LearnAsync(new Outcome(decision.Offer, corridor, state, null, time.GetUtcNow()), ct);
            await router.ReleaseAsync(decision.Offer, corridor, ReleaseReason.Paid, ct);
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
                    id, corridor, new ExchangeRate(150_000_000_000), new Money(1, corridor.Token), new Money(1_000_000_000, corridor.Token), now),
            ],
            Balances = [new ProviderBalance(new Money(100_000_000_000, corridor.Fiat), now)],
        };
    }
}
