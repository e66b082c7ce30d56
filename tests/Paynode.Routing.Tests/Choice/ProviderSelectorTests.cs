using FsCheck;
using FsCheck.Fluent;
using Paynode.Routing.Choice;
using Paynode.Routing.Health;
using Paynode.Routing.Learning;

namespace Paynode.Routing.Tests.Choice;

public sealed class ProviderSelectorTests
{
    [Fact]
    public void The_better_provider_leads_once_both_are_known()
    {
        var market = new TestMarket(2);
        market.Teach(0, 60, 60);
        market.Teach(1, 118, 2);
        var (ranking, scores) = market.Rank(market.Candidates(), TestMarket.Order(isLarge: true));
        Assert.Equal(1, TestMarket.LeaderOf(scores));
        Assert.True(ranking.GapBps > 0);
        Assert.False(ranking.IsSampled);
        Assert.Equal(1, ranking.Propensity);
    }

    [Fact]
    public void Cost_decides_between_equals()
    {
        var market = new TestMarket(3);
        var (_, scores) = market.Rank(
            market.Candidates((i, c) => c with { CostBps = 60 - 10 * i }), TestMarket.Order(isLarge: true));
        Assert.Equal([2, 1, 0], scores.Select(s => s.Rank));
    }

    [Fact]
    public void Every_eligible_candidate_has_one_place_and_no_gated_one_has_any() =>
        Prop.ForAll(Gen.Choose(0, 1 << 20).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var market = new TestMarket(random.Next(1, 25), seed);
            var candidates = market.Candidates((_, c) => Disturbed(c, random));
            var (ranking, scores) = market.Rank(candidates, TestMarket.Order(random.Next(2) == 0));
            var places = scores.Where(s => s.Gate == Gate.None).Select(s => s.Rank).Order();
            return places.SequenceEqual(Enumerable.Range(0, ranking.Eligible))
                && scores.Where(s => s.Gate != Gate.None).All(s => s.Rank == -1)
                && ranking.Propensity is >= 0 and <= 1;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    public void No_score_of_the_scorer_overrides_a_gate(double score)
    {
        var market = new TestMarket(2);
        var candidates = market.Candidates((i, c) => i == 0 ? c with { IsSwitchedOff = true, ScorerScore = score } : c);
        var (_, scores) = market.Rank(candidates);
        Assert.Equal(Gate.SwitchedOff, scores[0].Gate);
        Assert.Equal(0, scores[1].Rank);
    }

    public static TheoryData<Gate> Gates => new(Enum.GetValues<Gate>().Where(g => g is not Gate.None and not Gate.Down));

    [Theory]
    [MemberData(nameof(Gates))]
    public void Each_gate_refuses(Gate gate)
    {
        var market = new TestMarket(1);
        var (ranking, scores) = market.Rank(market.Candidates((_, c) => gate switch
        {
            Gate.NotAllowed => c with { IsAllowed = false },
            Gate.SwitchedOff => c with { IsSwitchedOff = true },
            Gate.Balance => c with { BalanceRatio = 1.019 },
            Gate.StaleQuote => c with { QuoteAgeSeconds = double.NaN },
            _ => c with { HeartbeatAgeSeconds = 45.1 },
        }));
        Assert.Equal(gate, scores[0].Gate);
        Assert.Equal(0, ranking.Eligible);
    }

    [Fact]
    public void A_provider_that_times_out_again_and_again_is_gated_and_tried_again_later()
    {
        var market = new TestMarket(2);
        market.Teach(0, 50, 0);
        market.Teach(1, 50, 0);
        market.Teach(0, 0, 6, OutcomeKind.TimedOut);
        var (_, scores) = market.Rank(market.Candidates());
        Assert.Equal(Gate.Down, scores[0].Gate);

        market.Now = market.Now.AddMinutes(10);
        Assert.Equal(Gate.None, market.Rank(market.Candidates()).Scores[0].Gate);
    }

    [Fact]
    public void A_silent_provider_loses_its_place_before_any_of_its_orders_times_out()
    {
        var market = new TestMarket(2);
        market.Teach(0, 120, 0);
        market.Teach(1, 110, 10);
        float[] ages = [45, 40, 35, 30, 25];
        var silent = market.Candidates((i, c) => i == 0 ? c with { PendingAgesSeconds = ages, InFlight = 5 } : c);
        var order = TestMarket.Order(isLarge: true);
        Assert.Equal(0, TestMarket.LeaderOf(market.Rank(market.Candidates(), order).Scores));
        Assert.Equal(1, TestMarket.LeaderOf(market.Rank(silent, order).Scores));
    }

    [Fact]
    public void A_newcomer_leads_at_most_about_one_decision_in_a_hundred()
    {
        var market = new TestMarket(3);
        for (var i = 0; i < 3; i++)
        {
            market.Teach(i, 200, 200);
        }

        var newcomer = market.Join();
        var candidates = market.Candidates((i, c) => i == newcomer ? c with { CostBps = 1 } : c);
        int Led() => Enumerable.Range(0, 20_000).Count(_ => TestMarket.LeaderOf(market.Rank(candidates).Scores) == newcomer);
        Assert.InRange(Led(), 100, 260);

        market.Teach(newcomer, 30, 0);
        Assert.True(Led() > 10_000);
    }

    [Fact]
    public void In_a_new_corridor_nobody_is_held_back()
    {
        var market = new TestMarket(2);
        market.Teach(0, 15, 15);
        Assert.False(market.Rank(market.Candidates()).Scores[market.Join() - 1].IsNewcomer);
    }

    [Fact]
    public void A_newcomer_is_asked_when_nobody_else_can_be()
    {
        var market = new TestMarket(1);
        market.Teach(0, 1_000, 100);
        market.Join();
        var candidates = market.Candidates((i, c) => i == 0 ? c with { IsSwitchedOff = true } : c);
        var (ranking, scores) = market.Rank(candidates);
        Assert.Equal(0, scores[1].Rank);
        Assert.Equal(1, ranking.Propensity, 4);
    }

    [Fact]
    public void A_large_order_is_never_explored_with()
    {
        var market = new TestMarket(5);
        var candidates = market.Candidates((i, c) => c with { CostBps = 50 + i });
        var leaders = Enumerable.Range(0, 200)
            .Select(_ => TestMarket.LeaderOf(market.Rank(candidates, TestMarket.Order(isLarge: true)).Scores)).Distinct();
        Assert.Equal([0], leaders);
    }

    [Fact]
    public void Overload_sends_the_next_order_elsewhere()
    {
        var market = new TestMarket(2);
        var candidates = market.Candidates((i, c) => i == 0 ? c with { CostBps = 40, InFlight = 12, Capacity = 6 } : c);
        var (_, scores) = market.Rank(candidates, TestMarket.Order(isLarge: true));
        Assert.Equal(1, TestMarket.LeaderOf(scores));
        Assert.InRange(scores[0].Load, 0.3, 0.6);
    }

    [Fact]
    public void Ranking_allocates_nothing()
    {
        var market = new TestMarket(20);
        var candidates = market.Candidates();
        var scores = new CandidateScore[20];
        var selector = new ProviderSelector(market.Learner);
        selector.Rank(market.Corridor, candidates, TestMarket.Order(), market.Now, market.Random, scores);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            selector.Rank(market.Corridor, candidates, TestMarket.Order(), market.Now, market.Random, scores);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Candidate Disturbed(Candidate candidate, Random random) => candidate with
    {
        CostBps = random.NextDouble() * 300,
        InFlight = random.Next(20),
        Capacity = random.Next(10),
        BalanceRatio = random.NextDouble() * 5,
        QuoteAgeSeconds = random.NextDouble() * 140,
        HeartbeatAgeSeconds = random.NextDouble() * 50,
        IsSwitchedOff = random.Next(10) == 0,
    };
}
