using Paynode.Payments;

namespace Paynode.Routing.Tests.Index;

public class LearningTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_provider_that_fails_is_preferred_less()
    {
        await using var market = await Market.OpenAsync(redis);
        var failing = await market.ProviderAsync();
        var sound = await market.ProviderAsync();

        for (var i = 0; i < 20; i++)
        {
            var request = market.Order();
            var failed = (await market.DecideAsync(request)).Chosen == failing;
            await EndAsync(market, request, failed ? OfferState.Failed : OfferState.Fulfilled, failed ? "other" : null);
        }

        var after = await market.DecideAsync();
        Assert.True(Of(after, sound).PMean > Of(after, failing).PMean, after.Sentence);
    }

    [Fact]
    public async Task A_business_decline_never_counts_against_the_provider()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync();
        var before = Of(await market.DecideAsync(), provider).PMean;

        for (var i = 0; i < 20; i++)
        {
            var request = market.Order();
            await market.DecideAsync(request);
            await EndAsync(market, request, OfferState.Declined, "invalid_account");
        }

        Assert.Equal(before, Of(await market.DecideAsync(), provider).PMean, 3);
    }

    [Fact]
    public async Task A_silent_provider_is_suspected_before_its_windows_end()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync(balance: "100000000.00");
        for (var i = 0; i < 8; i++)
        {
            await market.DecideAsync();
        }

        var before = Of(await market.DecideAsync(), provider);
        market.Time.Advance(TimeSpan.FromSeconds(40));
        var after = Of(await market.DecideAsync(), provider);

        Assert.Equal(8, before.InFlight);
        Assert.True(after.PDown > before.PDown + 0.05, $"{before.PDown} then {after.PDown}");
    }

    [Fact]
    public async Task An_outcome_is_learned_once_whoever_reports_it()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync();
        var other = await market.AnotherRouterAsync();
        var request = market.Order();
        await market.DecideAsync(request);
        var outcome = new Outcome(request.Offer, request.Corridor, OfferState.Lapsed, null, market.Time.GetUtcNow());

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(
            i => (i % 2 == 0 ? market.Router : other).LearnAsync(outcome, default).AsTask()));

        Assert.Single(results, LearnResult.Learned);
        Assert.Equal(31, results.Count(r => r == LearnResult.Duplicate));
        Assert.Equal(1, await SeenAsync(market));
    }

    [Fact]
    public async Task Outcomes_out_of_order_are_each_learned_once()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync();
        var requests = Enumerable.Range(0, 4).Select(_ => market.Order()).ToArray();
        foreach (var request in requests)
        {
            await market.DecideAsync(request);
            market.Time.Advance(TimeSpan.FromSeconds(1));
        }

        // The latest first, and the whole sequence twice.
        var ends = requests.Select((request, i) => new Outcome(
            request.Offer, request.Corridor, OfferState.Failed, "other", market.Time.GetUtcNow().AddSeconds(-i))).ToArray();
        var results = new List<LearnResult>();
        foreach (var end in ends.Concat(ends))
        {
            results.Add(await market.Router.LearnAsync(end, default));
        }

        Assert.Equal([.. Enumerable.Repeat(LearnResult.Learned, 4), .. Enumerable.Repeat(LearnResult.Duplicate, 4)], results);
        Assert.Equal(4, await SeenAsync(market));
    }

    [Fact]
    public async Task Outcomes_of_two_processes_are_all_learned()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "100000000.00");
        var other = await market.AnotherRouterAsync();
        var requests = Enumerable.Range(0, 200).Select(_ => market.Order()).ToArray();
        await Task.WhenAll(requests.Select(r => market.DecideAsync(r)));

        var results = await Task.WhenAll(requests.Select((r, i) => (i % 2 == 0 ? market.Router : other)
            .LearnAsync(new Outcome(r.Offer, r.Corridor, OfferState.Fulfilled, null, market.Time.GetUtcNow()), default).AsTask()));

        Assert.All(results, r => Assert.Equal(LearnResult.Learned, r));
        Assert.InRange((await market.DecideAsync()).Candidates.Single().PMean, 0.95, 1);
    }

    [Fact]
    public async Task An_offer_that_was_never_routed_teaches_nothing()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync();
        var never = market.Order();

        var result = await market.Router.LearnAsync(
            new Outcome(never.Offer, never.Corridor, OfferState.Failed, "other", market.Time.GetUtcNow()), default);

        Assert.Equal(LearnResult.NeverRouted, result);
    }

    [Theory]
    [InlineData(OfferState.Fulfilled, 120, LearnResult.FromTheFuture)]
    [InlineData(OfferState.Accepted, 0, LearnResult.NotFinal)]
    public async Task An_outcome_that_cannot_be_is_refused(OfferState state, int secondsAhead, LearnResult expected)
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync();
        var request = market.Order();
        await market.DecideAsync(request);

        var outcome = new Outcome(request.Offer, request.Corridor, state, null, market.Time.GetUtcNow().AddSeconds(secondsAhead));

        Assert.Equal(expected, await market.Router.LearnAsync(outcome, default));
    }

    [Fact]
    public async Task What_may_have_been_learned_before_a_flush_is_not_learned_again()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync();
        var request = market.Order();
        market.Keep(request, await market.DecideAsync(request));
        market.Store.End(request.Offer);
        await Market.FlushAsync(redis);

        var outcome = new Outcome(request.Offer, request.Corridor, OfferState.Fulfilled, null, market.Time.GetUtcNow());

        Assert.Equal(LearnResult.Forgotten, await market.Router.LearnAsync(outcome, default));
    }

    [Fact]
    public async Task An_outcome_may_come_before_its_release()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "160000.00");
        var request = market.Order();
        await market.DecideAsync(request);
        var outcome = new Outcome(request.Offer, request.Corridor, OfferState.Failed, "other", market.Time.GetUtcNow());

        Assert.Equal(LearnResult.Learned, await market.Router.LearnAsync(outcome, default));
        Assert.Null((await market.DecideAsync()).Chosen);
        await market.Router.ReleaseAsync(request.Offer, request.Corridor, ReleaseReason.NotPaid, default);

        Assert.Equal(LearnResult.Duplicate, await market.Router.LearnAsync(outcome, default));
        Assert.NotNull((await market.DecideAsync()).Chosen);
    }

    private static async Task<double> SeenAsync(Market market) =>
        (await market.Router.BriefAsync(Market.Corridor, new Dictionary<ProviderId, string>(), [], default)).Providers.Single().Metrics["outcomesSeen"];

    private static RoutedCandidate Of(RoutingDecision decision, ProviderId provider) =>
        decision.Candidates.Single(c => c.Provider == provider);

    private static async Task EndAsync(Market market, RoutingRequest request, OfferState state, string? code)
    {
        var reason = state == OfferState.Fulfilled ? ReleaseReason.Paid : ReleaseReason.NotPaid;
        await market.Router.ReleaseAsync(request.Offer, request.Corridor, reason, default);
        var learned = await market.Router.LearnAsync(
            new Outcome(request.Offer, request.Corridor, state, code, market.Time.GetUtcNow()), default);
        Assert.Equal(LearnResult.Learned, learned);
    }
}
