using Paynode.Payments;

namespace Paynode.Routing.Tests.Index;

public class GateTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_provider_that_is_switched_off_gets_nothing()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync();

        await market.TellAsync(new ProviderUpdate(provider) { Enabled = false });
        Assert.Equal(RoutingGate.SwitchedOff, await OnlyGateAsync(market));

        await market.TellAsync(new ProviderUpdate(provider) { Enabled = true });
        Assert.NotNull((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task A_provider_that_fell_silent_gets_nothing_until_it_is_heard_again()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync();
        market.Time.Advance(TimeSpan.FromSeconds(46));

        Assert.Equal(RoutingGate.HeartbeatLost, await OnlyGateAsync(market));

        await market.TellAsync(new ProviderUpdate(provider) { HeartbeatAt = market.Time.GetUtcNow() });
        Assert.NotNull((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task A_stale_rate_is_not_used()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync();
        market.Time.Advance(TimeSpan.FromMinutes(3));
        await market.TellAsync(new ProviderUpdate(provider) { HeartbeatAt = market.Time.GetUtcNow() });

        Assert.Equal(RoutingGate.RateStale, await OnlyGateAsync(market));
    }

    [Fact]
    public async Task An_older_rate_does_not_replace_a_newer_one()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync(rate: "1500");
        var older = market.Rate(provider, Market.Corridor, "900") with { UpdatedAt = market.Time.GetUtcNow() - TimeSpan.FromSeconds(1) };

        await market.Router.UpdateProviderAsync(new ProviderUpdate(provider) { Rates = [older] }, default);

        Assert.NotNull((await market.DecideAsync(market.Order(minRate: "1500"))).Chosen);
    }

    [Theory]
    [InlineData("0.5", "1", RoutingGate.BelowMinimum)]
    [InlineData("5001", "1", RoutingGate.AboveMaximum)]
    [InlineData("100", "1500.01", RoutingGate.RateTooLow)]
    public async Task An_order_outside_a_providers_terms_is_refused(string source, string minRate, RoutingGate gate)
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync();

        Assert.Equal(gate, await OnlyGateAsync(market, market.Order(source, minRate: minRate)));
    }

    [Theory]
    [InlineData("150000.00", null)]
    [InlineData("150000.01", RoutingGate.PayoutStep)]
    public async Task A_payout_that_a_provider_cannot_pay_is_refused(string payout, RoutingGate? gate)
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync();
        await market.TellAsync(new ProviderUpdate(provider) { Rates = [market.Whole(provider, "1500")] });

        var decision = await market.DecideAsync(market.Order(payout: payout));

        Assert.Equal(gate, Assert.Single(decision.Candidates).Gate);
        Assert.Equal(gate is null, decision.Chosen is not null);
    }

    [Fact]
    public async Task The_balance_must_cover_the_payout_and_a_margin()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync(balance: "152999.99");
        Assert.Equal(RoutingGate.Liquidity, await OnlyGateAsync(market));

        await market.TellAsync(new ProviderUpdate(provider) { Balances = [market.Balance("153000.00")] });
        Assert.NotNull((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task A_provider_that_was_tried_is_not_tried_again()
    {
        await using var market = await Market.OpenAsync(redis);
        var first = await market.ProviderAsync();
        var second = await market.ProviderAsync(rate: "1499");

        var decision = await market.DecideAsync(market.Order() with { Excluded = [first] });

        Assert.Equal(second, decision.Chosen);
        Assert.Equal(RoutingGate.Excluded, decision.Candidates.Single(c => c.Provider == first).Gate);
    }

    [Fact]
    public async Task A_provider_that_left_the_corridor_is_not_considered()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync();
        await market.DecideAsync();

        await market.TellAsync(new ProviderUpdate(provider) { Corridors = [] });

        Assert.Empty((await market.DecideAsync()).Candidates);
    }

    [Fact]
    public async Task Far_down_the_ranking_a_provider_with_enough_is_found()
    {
        await using var market = await Market.OpenAsync(redis);
        for (var i = 0; i < 40; i++)
        {
            await market.ProviderAsync(rate: (1500 - i).ToString(System.Globalization.CultureInfo.InvariantCulture), balance: "1000.00");
        }

        var rich = await market.ProviderAsync(rate: "1400");

        Assert.Equal(rich, (await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task A_corridor_full_of_dead_providers_does_not_hide_the_living_one()
    {
        await using var market = await Market.OpenAsync(redis, new RouterOptions { ReadingShared = TimeSpan.Zero, MostScanned = 16 });
        for (var i = 0; i < 40; i++)
        {
            await market.ProviderAsync(rate: "1500");
        }

        market.Time.Advance(TimeSpan.FromSeconds(46));
        var living = await market.ProviderAsync(rate: "1400");

        var chosen = new List<ProviderId?>();
        for (var i = 0; i < 3; i++)
        {
            chosen.Add((await market.DecideAsync()).Chosen);
        }

        Assert.Contains(living, chosen);
        Assert.Equal(living, chosen[^1]);
    }

    private static async Task<RoutingGate?> OnlyGateAsync(Market market, RoutingRequest? request = null)
    {
        var decision = await market.DecideAsync(request);
        Assert.Null(decision.Chosen);
        return Assert.Single(decision.Candidates).Gate;
    }
}
