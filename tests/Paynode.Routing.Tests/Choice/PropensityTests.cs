using Paynode.Routing.Choice;
using Paynode.Routing.Learning;

namespace Paynode.Routing.Tests.Choice;

public sealed class PropensityTests
{
    private const int Draws = 40_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_recorded_propensity_is_the_frequency_of_the_draw(int seed)
    {
        var market = Market(seed);
        var candidates = market.Candidates((i, c) => c with
        {
            CostBps = 40 + 7 * i,
            Capacity = 3,
            InFlight = i % 5,
        });
        var wins = new int[candidates.Length];
        var propensity = new double[candidates.Length];
        for (var i = 0; i < Draws; i++)
        {
            var (ranking, scores) = market.Rank(candidates);
            var leader = TestMarket.LeaderOf(scores);
            wins[leader]++;
            propensity[leader] = ranking.Propensity;
        }

        for (var i = 0; i < wins.Length; i++)
        {
            var frequency = wins[i] / (double)Draws;
            var tolerance = 4 * Math.Sqrt(Math.Max(frequency, 1e-4) / Draws) + 0.002;
            Assert.True(
                wins[i] == 0 || Math.Abs(frequency - propensity[i]) < tolerance,
                $"seed {seed}, candidate {i}: drawn {frequency}, recorded {propensity[i]}");
        }
    }

    [Fact]
    public void Propensities_of_all_candidates_sum_to_one()
    {
        var market = Market(9);
        var candidates = market.Candidates((i, c) => c with { CostBps = 40 + 3 * i });
        var (_, scores) = market.Rank(candidates);
        var eligible = Enumerable.Range(0, scores.Length).Where(i => scores[i].Gate == Gate.None).ToArray();
        Assert.Equal(1, eligible.Sum(i => Propensity.Of(i, eligible, scores, ChoiceParameters.Default.Exploration)), 0.002);
    }

    [Fact]
    public void A_provider_that_loses_money_is_still_weighed_rightly()
    {
        var market = new TestMarket(3);
        var candidates = market.Candidates((i, c) => c with { CostBps = 300 + i });
        var (_, scores) = market.Rank(candidates);
        Assert.Equal(1, Enumerable.Range(0, 3).Sum(i => Propensity.Of(i, [0, 1, 2], scores, ChoiceParameters.Default.Exploration)), 0.01);
    }

    /// <summary>Providers of every kind: known, unknown, suspect and new.</summary>
    private static TestMarket Market(int seed)
    {
        var market = new TestMarket(8, seed);
        var random = new Random(seed);
        for (var i = 0; i < 7; i++)
        {
            market.Teach(i, 20 + random.Next(60), random.Next(25));
        }

        market.Teach(1, 0, 3, OutcomeKind.TimedOut);
        market.Now = market.Now.AddMinutes(12);
        return market;
    }
}
