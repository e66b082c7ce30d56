using System.Text.Json;
using Paynode.Payments;
using Paynode.Routing.Tests.Index;

namespace Paynode.Routing.Tests.Decisions;

public class DecisionRecordTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_decision_shows_every_candidate_with_its_numbers_or_its_gate()
    {
        await using var market = await Market.OpenAsync(redis);
        var best = await market.ProviderAsync(rate: "1500");
        var next = await market.ProviderAsync(rate: "1400");
        var poor = await market.ProviderAsync(balance: "10.00");
        var off = await market.ProviderAsync();
        await market.TellAsync(new ProviderUpdate(off) { Enabled = false });

        var decision = await market.DecideAsync();

        Assert.Equal(new[] { best, next, poor, off }.ToHashSet(), decision.Candidates.Select(c => c.Provider).ToHashSet());
        Assert.Equal([1, 2], decision.Candidates.Where(c => c.Gate is null).Select(c => c.Rank!.Value));
        Assert.Equal(RoutingGate.Liquidity, decision.Candidates.Single(c => c.Provider == poor).Gate);
        Assert.Equal(RoutingGate.SwitchedOff, decision.Candidates.Single(c => c.Provider == off).Gate);
        var ranked = decision.Candidates.Single(c => c.Provider == best);
        Assert.InRange(ranked.PMean, 0.5, 1);
        Assert.InRange(ranked.PDown, 0, 0.2);
        Assert.True(decision.Candidates.Single(c => c.Provider == next).CostBps > ranked.CostBps + 600);
    }

    [Fact]
    public async Task A_decision_says_with_which_probability_it_would_be_made_again()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync();
        await market.ProviderAsync();

        var decisions = new List<RoutingDecision>();
        for (var i = 0; i < 20; i++)
        {
            decisions.Add(await market.DecideAsync(market.Order(payout: "100.00")));
        }

        Assert.All(decisions, d => Assert.True(d.Sampled));
        Assert.All(decisions, d => Assert.InRange(d.Propensity!.Value, 0.05, 0.95));
    }

    [Fact]
    public async Task The_same_attempt_over_the_same_state_is_drawn_the_same()
    {
        await using var market = await Market.OpenAsync(redis);
        for (var i = 0; i < 5; i++)
        {
            await market.ProviderAsync();
        }

        var request = market.Order();
        var first = await market.DecideAsync(request);
        await Market.FlushAsync(redis);
        var again = await market.DecideAsync(request);

        Assert.Equal(first.Chosen, again.Chosen);
        Assert.Equal(first.Candidates[0].PSample, again.Candidates.Single(c => c.Provider == first.Chosen).PSample, 9);
    }

    [Fact]
    public async Task The_sentence_is_part_of_the_stored_record()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync();

        var decision = await market.DecideAsync();

        var stored = JsonSerializer.SerializeToNode(decision)!;
        Assert.Equal(decision.Sentence, (string)stored["Sentence"]!);
        Assert.StartsWith($"Provider {provider} is asked", decision.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_to_ask_is_explained_by_the_gates()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "10.00");
        await market.ProviderAsync(max: "5");

        var decision = await market.DecideAsync();

        Assert.Equal("no_candidate", decision.Reason);
        Assert.Contains("1 short of balance", decision.Sentence, StringComparison.Ordinal);
        Assert.Contains("1 for smaller orders only", decision.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_its_bound_the_router_refuses_at_once()
    {
        await using var market = await Market.OpenAsync(redis, new RouterOptions { MostUnderWay = 8 });
        await market.ProviderAsync(balance: "100000000.00");
        await market.DecideAsync();

        var decisions = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => market.DecideAsync()));

        Assert.Contains(decisions, d => d.Reason == "overloaded");
        Assert.Contains(decisions, d => d.Reason == "reserved");
    }
}
