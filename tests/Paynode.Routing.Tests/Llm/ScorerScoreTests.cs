using Paynode.Payments;
using Paynode.Routing.Llm;
using Paynode.Routing.Tests.Index;

namespace Paynode.Routing.Tests.Llm;

public class ScorerScoreTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task In_shadow_an_opinion_changes_nothing()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync();
        var before = Assert.Single((await market.DecideAsync()).Candidates);

        await market.Router.TakeAsync(Market.Corridor, [ScorerScore(market, provider, 0)], default);

        var after = Assert.Single((await market.DecideAsync()).Candidates);
        Assert.Equal(before.PMean, after.PMean, 6);
        Assert.Equal(0, after.ScorerBps);
    }

    [Fact]
    public async Task No_opinion_overrides_a_gate()
    {
        await using var market = await Market.OpenAsync(redis);
        var off = await market.ProviderAsync();
        var poor = await market.ProviderAsync(balance: "1.00");
        await market.TellAsync(new ProviderUpdate(off) { Enabled = false });

        await market.Router.TakeAsync(Market.Corridor, [ScorerScore(market, off, 1), ScorerScore(market, poor, 1)], default);

        Assert.Null((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task The_model_is_told_the_corridors_figures_and_its_opinions_reach_the_router()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync();
        await market.DecideAsync();
        await using var server = new FakeChatServer();
        server.Say(PromptContexts.Answer(("p1", 0.2, 0.9, 600)));
        using var scorer = new LlmScorer(new LlmScorerOptions(server.Endpoint, "test", null), market.Time);

        var scoring = await new CorridorScorer(scorer, market.Router).ScoreAsync(
            Market.Corridor, new Dictionary<ProviderId, string> { [provider] = "Acme" }, ["Acme reports delays"],
            _ => Task.FromResult<IReadOnlyDictionary<ProviderId, IReadOnlyDictionary<string, double>>>(new Dictionary<ProviderId, IReadOnlyDictionary<string, double>> { [provider] = new Dictionary<string, double> { ["licenceDays"] = 12 } }), default);

        Assert.Equal(provider, Assert.Single(scoring.Scores).Provider);
        var question = server.Requests.Single().Body.ToJsonString();
        Assert.Contains("probabilityDown", question, StringComparison.Ordinal);
        Assert.Contains("licenceDays", question, StringComparison.Ordinal);
        Assert.DoesNotContain(provider.ToString(), question, StringComparison.Ordinal);
        Assert.NotNull((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task A_model_that_hangs_holds_up_no_decision()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync();
        await using var server = new FakeChatServer();
        var asked = new TaskCompletionSource();
        server.Answer = (_, ct) =>
        {
            asked.TrySetResult();
            return Task.Delay(TimeSpan.FromSeconds(30), ct);
        };
        using var scorer = new LlmScorer(new LlmScorerOptions(server.Endpoint, "test", null));
        using var cancel = new CancellationTokenSource();
        var scoring = new CorridorScorer(scorer, market.Router).ScoreAsync(
            Market.Corridor, new Dictionary<ProviderId, string>(), [],
            _ => Task.FromResult<IReadOnlyDictionary<ProviderId, IReadOnlyDictionary<string, double>>>(new Dictionary<ProviderId, IReadOnlyDictionary<string, double>>()), cancel.Token);
        await asked.Task;

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(DecisionSource.Redis, (await market.DecideAsync()).Source);
        }

        Assert.False(scoring.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scoring);
    }

    private static ProviderScore ScorerScore(Market market, ProviderId provider, double score) =>
        new(provider, score, 1, market.Time.GetUtcNow(), TimeSpan.FromMinutes(10), []);
}
