using System.Diagnostics;
using System.Globalization;
using Paynode.Payments;

namespace Paynode.Routing.Tests.Index;

public class OutageTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task After_a_flush_the_index_is_rebuilt_with_what_is_held()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync(balance: "310000.00");
        var request = market.Order();
        Assert.True(market.Keep(request, await market.DecideAsync(request)));

        await Market.FlushAsync(redis);

        var after = await market.DecideAsync();
        Assert.Equal(provider, after.Chosen);
        Assert.Equal(DecisionSource.Redis, after.Source);
        Assert.Null((await market.DecideAsync()).Chosen);
        Assert.Equal("repeated", (await market.DecideAsync(request)).Reason);
    }

    [Fact]
    public async Task After_a_flush_what_was_learned_is_still_known()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync();
        for (var i = 0; i < 10; i++)
        {
            var request = market.Order();
            await market.DecideAsync(request);
            await market.Router.LearnAsync(
                new Outcome(request.Offer, request.Corridor, OfferState.Lapsed, null, market.Time.GetUtcNow()), default);
        }

        var before = (await market.DecideAsync()).Candidates.Single().PMean;
        await market.Router.SaveLearnedAsync(default);
        await Market.FlushAsync(redis);

        Assert.Equal(before, (await market.DecideAsync()).Candidates.Single().PMean, 6);
    }

    [Fact]
    public async Task Of_many_processes_one_rebuilds_and_all_go_on()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "100000000.00");
        var routers = new List<Router>();
        for (var i = 0; i < 4; i++)
        {
            routers.Add(await market.AnotherRouterAsync());
        }

        await Market.FlushAsync(redis);
        var decisions = await Task.WhenAll(Enumerable.Range(0, 64).Select(
            i => routers[i % routers.Count].DecideAsync(market.Order(), default).AsTask()));

        Assert.All(decisions, d => Assert.Equal(DecisionSource.Redis, d.Source));
        Assert.Single(decisions.Select(d => d.Epoch).Distinct());
    }

    [Fact]
    public async Task While_Redis_is_away_decisions_come_from_memory_and_say_so()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync(balance: "310000.00");
        var before = market.Order();
        market.Keep(before, await market.DecideAsync(before));
        await redis.Server.StopAsync(immediate: true);
        try
        {
            var away = market.Order();
            var decision = await market.DecideAsync(away);

            Assert.Equal(provider, decision.Chosen);
            Assert.Equal(DecisionSource.Snapshot, decision.Source);
            Assert.Contains("memory", decision.Sentence, StringComparison.Ordinal);
            Assert.Null((await market.DecideAsync()).Chosen);
            Assert.Equal("repeated", (await market.DecideAsync(away)).Reason);
        }
        finally
        {
            await redis.Server.RestartAsync();
        }
    }

    [Fact]
    public async Task When_Redis_is_back_it_knows_what_was_reserved_meanwhile()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "310000.00");
        await market.DecideAsync();
        var away = market.Order();
        await redis.Server.StopAsync(immediate: true);
        try
        {
            await market.DecideAsync(away);
        }
        finally
        {
            await redis.Server.RestartAsync();
        }

        var back = await market.UntilRedisAsync();

        Assert.NotNull(back.Chosen);
        Assert.Null((await market.DecideAsync()).Chosen);
        await market.Router.ReleaseAsync(away.Offer, away.Corridor, ReleaseReason.NotPaid, default);
        Assert.NotNull((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task An_offer_reserved_in_a_Redis_that_others_cannot_reach_cannot_be_stored()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "160000.00");
        var request = market.Order();
        var decision = await market.DecideAsync(request);

        // Another process sees no Redis and reserves the same last liquidity in the database.
        var elsewhere = market.Order();
        var fallback = await market.Store.ReserveAsync(
            new FallbackRequest(
                elsewhere.Offer.Value, elsewhere.Corridor, elsewhere.Payout, elsewhere.Payout, elsewhere.ReserveUntil,
                [decision.Chosen!.Value], null, elsewhere),
            default);

        Assert.Equal(decision.Chosen, fallback.Provider);
        Assert.False(market.Keep(request, decision));
        await market.Router.ReleaseAsync(request.Offer, request.Corridor, ReleaseReason.Superseded, default);
        Assert.Null((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task Outcomes_that_come_while_Redis_is_away_are_learned_once()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync();
        var request = market.Order();
        market.Keep(request, await market.DecideAsync(request));
        var outcome = new Outcome(request.Offer, request.Corridor, OfferState.Lapsed, null, market.Time.GetUtcNow());
        await redis.Server.StopAsync(immediate: true);
        RoutedCandidate away;
        try
        {
            Assert.Equal(LearnResult.Learned, await market.Router.LearnAsync(outcome, default));
            Assert.Equal(LearnResult.Duplicate, await market.Router.LearnAsync(outcome, default));
            away = Assert.Single((await market.DecideAsync()).Candidates);
        }
        finally
        {
            await redis.Server.RestartAsync();
        }

        var back = await market.UntilRedisAsync();

        Assert.Equal(LearnResult.Duplicate, await market.Router.LearnAsync(outcome, default));
        Assert.Equal(away.PMean, Assert.Single(back.Candidates).PMean, 2);
    }

    [Fact]
    public async Task While_Redis_is_away_two_callers_never_reserve_the_same_last_liquidity()
    {
        await using var market = await Market.OpenAsync(redis);
        for (var i = 0; i < 3; i++)
        {
            await market.ProviderAsync(balance: "400000.00");
        }

        var other = await market.AnotherRouterAsync();
        await market.DecideAsync();
        await other.DecideAsync(market.Order(), default);
        await redis.Server.StopAsync(immediate: true);
        try
        {
            var decisions = await Task.WhenAll(Enumerable.Range(0, 32).Select(
                i => (i % 2 == 0 ? market.Router : other).DecideAsync(market.Order(), default).AsTask()));

            var chosen = decisions.Where(d => d.Chosen is not null).GroupBy(d => d.Chosen).ToArray();
            Assert.Equal(3, chosen.Length);
            Assert.All(chosen, c => Assert.Equal(2, c.Count()));
        }
        finally
        {
            await redis.Server.RestartAsync();
        }
    }

    [Fact]
    public async Task A_Redis_that_hangs_is_waited_for_once()
    {
        var timeout = TimeSpan.FromSeconds(4);
        await using var market = await Market.OpenAsync(redis, new RouterOptions { ReadingShared = TimeSpan.Zero }, timeout);
        await market.ProviderAsync();
        await market.DecideAsync();
        await SignalAsync("STOP");
        try
        {
            Assert.Equal(DecisionSource.Snapshot, (await market.DecideAsync()).Source);
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(DecisionSource.Snapshot, (await market.DecideAsync()).Source);
                market.Time.Advance(TimeSpan.FromSeconds(1));
            }

            // Had they waited, each of the five would have taken all of it.
            Assert.True(watch.Elapsed < 5 * timeout, $"five decisions took {watch.Elapsed}");
        }
        finally
        {
            await SignalAsync("CONT");
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, redis.Server.Pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
