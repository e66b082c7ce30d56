using FsCheck;
using FsCheck.Fluent;
using Paynode.Routing.Health;
using Paynode.Routing.Learning;

namespace Paynode.Routing.Tests.Learning;

public sealed class LearnerTests
{
    [Fact]
    public void A_business_decline_changes_nothing()
    {
        var market = new TestMarket(1);
        market.Teach(0, 10, 3);
        var before = Bytes(market.Providers[0]);
        market.Learner.Learn(
            market.Corridor, market.Providers[0], TestMarket.Order(), new AttemptOutcome(OutcomeKind.BusinessDecline, 5), market.Now.AddHours(1));
        Assert.Equal(before, Bytes(market.Providers[0]));
    }

    [Fact]
    public void The_estimate_converges_to_the_share_of_successes()
    {
        var market = new TestMarket(1);
        market.Teach(0, 2_400, 600);
        var belief = market.Learner.Predict(market.Corridor, market.Providers[0], TestMarket.Order(), market.Now);
        Assert.InRange(Logistic.Sigmoid(belief.Mean), 0.74, 0.86);
        Assert.True(belief.Sd < 0.6);
    }

    [Fact]
    public void A_method_that_fails_does_not_blame_the_others()
    {
        var market = new TestMarket(1);
        for (var i = 0; i < 400; i++)
        {
            market.Now = market.Now.AddSeconds(20);
            var method = (byte)(1 + i % 2);
            var kind = method == 1 || i % 8 == 1 ? OutcomeKind.Success : OutcomeKind.TechnicalFailure;
            market.Learner.Learn(
                market.Corridor, market.Providers[0], TestMarket.Order(method: method), new AttemptOutcome(kind, 8), market.Now);
        }

        Assert.True(Probability(market, 1) > Probability(market, 2) + 0.2);
    }

    [Fact]
    public void An_outage_hardly_touches_lasting_skill()
    {
        var market = new TestMarket(1);
        market.Teach(0, 300, 15);
        var before = Probability(market, 1);
        market.Teach(0, 0, 40, OutcomeKind.TimedOut);
        Assert.True(market.Learner.ObservePending(market.Providers[0], [], market.Now).Down > 0.95);
        Assert.InRange(Probability(market, 1), before - 0.06, before);
    }

    [Fact]
    public void A_failure_under_overload_says_less_than_one_without()
    {
        double After(double loading)
        {
            var market = new TestMarket(1);
            market.Learner.Learn(
                market.Corridor, market.Providers[0], TestMarket.Order(),
                new AttemptOutcome(OutcomeKind.TechnicalFailure, 9, loading), market.Now);
            return Probability(market, 1);
        }

        Assert.True(After(2.5) > After(0));
    }

    [Fact]
    public void Old_outcomes_do_not_move_time_backwards()
    {
        var market = new TestMarket(1);
        market.Teach(0, 5, 0);
        var at = market.Providers[0].UpdatedAtMs;
        market.Learner.Learn(
            market.Corridor, market.Providers[0], TestMarket.Order(), new AttemptOutcome(OutcomeKind.Success, 9), market.Now.AddDays(-1));
        Assert.Equal(at, market.Providers[0].UpdatedAtMs);
    }

    [Fact]
    public void The_same_outcomes_make_the_same_bytes_and_survive_a_round_trip() =>
        Prop.ForAll(Gen.Choose(0, 1 << 20).ToArbitrary(), seed =>
        {
            var first = Taught(seed);
            var bytes = Bytes(first.Providers[0]);
            var read = first.Learner.NewProvider(first.Corridor);
            return bytes.SequenceEqual(Bytes(Taught(seed).Providers[0]))
                && read.TryRead(bytes)
                && Bytes(read).SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_happens_every_figure_stays_finite() =>
        Prop.ForAll(Gen.Choose(0, 1 << 20).ToArbitrary(), seed =>
        {
            var market = Taught(seed, 300);
            var belief = market.Learner.Predict(market.Corridor, market.Providers[0], TestMarket.Order(), market.Now);
            var health = market.Learner.ObservePending(market.Providers[0], [500, float.NaN, -3, 1e30f], market.Now.AddDays(400));
            return double.IsFinite(belief.Mean) && belief.Variance > 0
                && Math.Abs(health.Up + health.Partial + health.Down - 1) < 1e-9
                && health.Up >= 0 && health.Partial >= 0 && health.Down >= 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Foreign_bytes_are_refused()
    {
        var model = new TestMarket(1).Providers[0];
        var bytes = Bytes(model);
        Assert.False(model.TryRead(bytes.AsSpan(1)));
        bytes[0]++;
        Assert.False(model.TryRead(bytes));
        bytes[0]--;
        bytes.AsSpan(40, 4).Fill(0xff);
        Assert.False(model.TryRead(bytes));
    }

    [Fact]
    public void A_newcomer_is_expected_to_be_like_its_corridor()
    {
        var market = new TestMarket(4);
        for (var i = 0; i < 3; i++)
        {
            market.Teach(i, 300, 300);
        }

        var belief = market.Learner.Predict(market.Corridor, market.Providers[3], TestMarket.Order(), market.Now);
        Assert.InRange(Logistic.Sigmoid(belief.Mean), 0.4, 0.8);
    }

    [Fact]
    public void A_corridor_survives_a_round_trip()
    {
        var market = new TestMarket(1);
        market.Teach(0, 9, 4);
        market.Corridor.ObserveAmount(120);
        var bytes = new byte[CorridorModel.ByteCount];
        market.Corridor.Write(bytes);
        var read = market.Learner.NewCorridor();
        Assert.True(read.TryRead(bytes));
        Assert.Equal(market.Corridor.Level, read.Level);
        Assert.Equal(market.Corridor.LargeAmount, read.LargeAmount);
    }

    private static TestMarket Taught(int seed, int outcomes = 60)
    {
        var random = new Random(seed);
        var market = new TestMarket(1, seed);
        for (var i = 0; i < outcomes; i++)
        {
            market.Now = market.Now.AddSeconds(random.NextDouble() * 600 - 100);
            var outcome = new AttemptOutcome(
                (OutcomeKind)random.Next(4), random.NextDouble() * 200 - 5, random.NextDouble() * 4 - 1, random.NextDouble() * 4 - 2);
            market.Learner.Learn(
                market.Corridor, market.Providers[0], TestMarket.Order(method: (byte)random.Next(256)), outcome, market.Now);
        }

        return market;
    }

    private static double Probability(TestMarket market, byte method) => Logistic.Sigmoid(
        market.Learner.Predict(market.Corridor, market.Providers[0], TestMarket.Order(method: method), market.Now).Mean);

    private static byte[] Bytes(ProviderModel model)
    {
        var bytes = new byte[ProviderModel.ByteCount];
        model.Write(bytes);
        return bytes;
    }
}
