using Paynode.Payments;

namespace Paynode.Routing.Tests.Index;

public class ReservationTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_decision_reserves_at_the_chosen_provider()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync();

        var decision = await market.DecideAsync();

        Assert.Equal(provider, decision.Chosen);
        Assert.Equal("reserved", decision.Reason);
        Assert.Equal("150000.00", decision.Reserved!.ToDecimalString());
        Assert.Equal(DecisionSource.Redis, decision.Source);
    }

    [Fact]
    public async Task The_same_offer_gets_the_same_provider_while_its_reservation_stands()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "153000.00");
        await market.ProviderAsync(balance: "153000.00");
        var request = market.Order();

        var first = await market.DecideAsync(request);
        var again = await (await market.AnotherRouterAsync()).DecideAsync(request, default);

        Assert.Equal(first.Chosen, again.Chosen);
        Assert.Equal("repeated", again.Reason);
        Assert.NotNull((await market.DecideAsync()).Chosen);
        Assert.Null((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task Two_callers_never_reserve_the_same_last_liquidity()
    {
        await using var market = await Market.OpenAsync(redis);
        var other = await market.AnotherRouterAsync();
        for (var i = 0; i < 5; i++)
        {
            // Each has room for two payouts of 150,000 with the margin, not for three.
            await market.ProviderAsync(balance: "400000.00");
        }

        var decisions = await Task.WhenAll(Enumerable.Range(0, 64).Select(
            i => (i % 2 == 0 ? market.Router : other).DecideAsync(market.Order(), default).AsTask()));

        var chosen = decisions.Where(d => d.Chosen is not null).GroupBy(d => d.Chosen).ToArray();
        Assert.Equal(5, chosen.Length);
        Assert.All(chosen, c => Assert.Equal(2, c.Count()));
    }

    [Fact]
    public async Task Releasing_gives_the_liquidity_back_once()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "400000.00");
        var request = market.Order();
        await market.DecideAsync(request);
        await market.DecideAsync();

        await market.Router.ReleaseAsync(request.Offer, request.Corridor, ReleaseReason.NotPaid, default);
        await market.Router.ReleaseAsync(request.Offer, request.Corridor, ReleaseReason.NotPaid, default);

        Assert.NotNull((await market.DecideAsync()).Chosen);
        Assert.Null((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task A_paid_offer_takes_its_liquidity_with_it()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync(balance: "200000.00");
        var request = market.Order();
        await market.DecideAsync(request);

        await market.Router.ReleaseAsync(request.Offer, request.Corridor, ReleaseReason.Paid, default);

        Assert.Null((await market.DecideAsync()).Chosen);
        market.Time.Advance(TimeSpan.FromSeconds(1));
        await market.TellAsync(new ProviderUpdate(provider) { Balances = [market.Balance("200000.00")] });
        Assert.NotNull((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task A_crashed_callers_reservation_is_reclaimed()
    {
        await using var market = await Market.OpenAsync(redis, new RouterOptions
        {
            ReadingShared = TimeSpan.Zero,
            HeartbeatTolerance = TimeSpan.FromHours(1),
            RateTolerance = TimeSpan.FromHours(1),
        });
        await market.ProviderAsync(balance: "200000.00");
        await market.DecideAsync();
        Assert.Null((await market.DecideAsync()).Chosen);

        market.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));

        Assert.NotNull((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task An_offer_that_ended_is_not_decided_again()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync();
        var request = market.Order();
        await market.DecideAsync(request);
        await market.Router.ReleaseAsync(request.Offer, request.Corridor, ReleaseReason.NotPaid, default);

        Assert.Equal("offer_ended", (await market.DecideAsync(request)).Reason);
    }

    [Fact]
    public async Task Liquidity_is_shared_by_the_corridors_of_a_currency()
    {
        var usdt = new CorridorId(Currencies.Get("USDT"), Currencies.Get("NGN"));
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "200000.00", corridors: [Market.Corridor, usdt]);
        await market.DecideAsync();

        var other = market.Order() with { Corridor = usdt, Source = Money.Parse("100", usdt.Token).Value! };

        Assert.Null((await market.DecideAsync(other)).Chosen);
    }

    [Fact]
    public async Task An_amount_that_cannot_be_counted_is_refused()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "100000000000000.00", max: "100000000000000");

        var decision = await market.DecideAsync(market.Order(source: "60000000000", payout: "90000000000000.00"));

        Assert.Null(decision.Chosen);
        Assert.Equal("amount_unroutable", decision.Reason);
    }
}
