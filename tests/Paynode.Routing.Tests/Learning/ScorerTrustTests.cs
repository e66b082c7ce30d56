using Paynode.Routing.Learning;

namespace Paynode.Routing.Tests.Learning;

public sealed class ScorerTrustTests
{
    [Fact]
    public void A_scorer_has_no_say_before_it_has_proven_itself_over_two_thousand_outcomes()
    {
        var trust = new ScorerTrust();
        Feed(trust, ScorerTrust.Window - 1, honesty: 1);
        Assert.Equal(0, trust.Weight);
        Assert.True(trust.Learned.Mean > 0.2);
        Feed(trust, 1, honesty: 1);
        Assert.True(trust.Weight > 0.2);
    }

    [Fact]
    public void A_useless_scorer_stays_in_shadow_or_near_zero()
    {
        var trust = new ScorerTrust();
        Feed(trust, 6_000, honesty: 0);
        Assert.InRange(Math.Abs(trust.Weight), 0, 0.1);
    }

    [Fact]
    public void A_lying_scorer_is_reversed()
    {
        var trust = new ScorerTrust();
        Feed(trust, 4_000, honesty: -1);
        Assert.True(trust.Weight < -0.2);
    }

    [Fact]
    public void A_scorer_that_turns_loses_its_say()
    {
        var trust = new ScorerTrust();
        Feed(trust, 4_000, honesty: 1);
        Feed(trust, 1_000, honesty: -1);
        Assert.True(trust.Weight <= 0);
    }

    [Theory]
    [InlineData(double.NaN, 1, 1, 60)]
    [InlineData(1.01, 1, 1, 60)]
    [InlineData(-0.1, 1, 1, 60)]
    [InlineData(0.9, 2, 1, 60)]
    [InlineData(0.9, 1, 61, 60)]
    [InlineData(0.9, 1, double.NaN, 60)]
    [InlineData(0.9, 1, -1, 60)]
    public void An_answer_that_is_malformed_or_stale_is_no_opinion(double score, double confidence, double age, double ttl) =>
        Assert.Equal(0, ScorerTrust.ToLogOdds(score, confidence, age, ttl));

    [Theory]
    [InlineData(0, -1.5)]
    [InlineData(0.5, 0)]
    [InlineData(1, 1.5)]
    public void An_opinion_is_clipped(double score, double expected) =>
        Assert.Equal(expected, ScorerTrust.ToLogOdds(score, 1, 0, 60), 9);

    [Fact]
    public void It_survives_a_round_trip()
    {
        var trust = new ScorerTrust();
        Feed(trust, 2_345, honesty: 1);
        var bytes = new byte[ScorerTrust.ByteCount];
        trust.Write(bytes);
        var read = new ScorerTrust();
        Assert.True(read.TryRead(bytes));
        Assert.Equal((trust.Weight, trust.Outcomes, trust.Advantage), (read.Weight, read.Outcomes, read.Advantage));
        bytes[0]++;
        Assert.False(read.TryRead(bytes));
    }

    /// <summary>Outcomes whose true log-odds are 1.5 + 0.6·honesty·score, while the base model says 1.5.</summary>
    private static void Feed(ScorerTrust trust, int outcomes, double honesty)
    {
        var random = new Random(11);
        for (var i = 0; i < outcomes; i++)
        {
            var score = random.NextDouble() * 3 - 1.5;
            var success = random.NextDouble() < Logistic.Sigmoid(1.5 + 0.6 * honesty * score);
            trust.Learn(1.5, score, success, healthy: 1);
        }
    }
}
