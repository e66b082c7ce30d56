using FsCheck.Fluent;
using Paynode.Routing.Features;
using Paynode.Routing.Learning;

namespace Paynode.Routing.Tests.Learning;

public sealed class LoadModelTests
{
    [Fact]
    public void Where_success_falls_from_half_the_capacity_on_it_is_learned()
    {
        var market = new TestMarket(1);
        var before = market.Corridor.Load.Factor(1);
        Teach(market, loading => loading <= 0.5 ? 0.95 : 0.95 / (2 * loading));
        Assert.InRange(before, 0.9, 1);
        Assert.InRange(market.Corridor.Load.Factor(1), 0.45, 0.65);
    }

    [Fact]
    public void Where_load_does_no_harm_it_is_learned()
    {
        var market = new TestMarket(1);
        Teach(market, _ => 0.95);
        Assert.InRange(market.Corridor.Load.Factor(2), 0.9, 1);
    }

    [Fact]
    public void Load_never_helps_and_always_leaves_some_success()
    {
        var market = new TestMarket(1);
        Teach(market, loading => loading <= 1 ? 0.9 : 0.9 / loading);
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<double>(), loading =>
            market.Corridor.Load.Factor(loading) is > 0 and <= 1.0000001));
    }

    [Fact]
    public void What_was_learned_of_load_survives_being_stored()
    {
        var market = new TestMarket(1);
        Teach(market, _ => 0.9);
        var bytes = new byte[CorridorModel.ByteCount];
        market.Corridor.Write(bytes);
        var read = market.Learner.NewCorridor();
        Assert.True(read.TryRead(bytes));
        Assert.Equal(market.Corridor.Load.Weights, read.Load.Weights);
    }

    private static void Teach(TestMarket market, Func<double, double> success)
    {
        var random = new Random(17);
        for (var i = 0; i < 4_000; i++)
        {
            market.Now = market.Now.AddSeconds(10);
            var loading = 0.1 + 2.4 * random.NextDouble();
            var kind = random.NextDouble() < success(loading) ? OutcomeKind.Success : OutcomeKind.TechnicalFailure;
            market.Learner.Learn(
                market.Corridor, market.Providers[0], TestMarket.Order(), new AttemptOutcome(kind, 8, loading), market.Now);
        }
    }
}
