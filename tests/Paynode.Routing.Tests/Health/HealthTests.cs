using FsCheck;
using FsCheck.Fluent;
using Paynode.Routing.Health;
using Paynode.Routing.Learning;

namespace Paynode.Routing.Tests.Health;

public sealed class HealthTests
{
    private static readonly HealthParameters Parameters = HealthParameters.Default;

    [Fact]
    public void Time_alone_moves_every_belief_to_the_stationary_one()
    {
        var dynamics = new HealthDynamics(Parameters);
        foreach (var belief in new HealthBelief[] { new(1, 0, 0, 0), new(0, 1, 0, 0), new(0, 0, 1, 0), new(0, 0, 0, 1) })
        {
            var later = dynamics.Advance(belief, 1e6);
            Assert.Equal(dynamics.Stationary.Up, later.Up, 9);
            Assert.Equal(dynamics.Stationary.Down, later.Down, 9);
            Assert.Equal(later.Erring, later.Silent, 9);
        }
    }

    [Fact]
    public void Moving_twice_is_moving_once_for_as_long() =>
        Prop.ForAll(Gen.Choose(0, 20_000).Two().ToArbitrary(), times =>
        {
            var dynamics = new HealthDynamics(Parameters);
            var start = new HealthBelief(0.2, 0.3, 0.4, 0.1);
            var (a, b) = times;
            var twice = dynamics.Advance(dynamics.Advance(start, a), b);
            var once = dynamics.Advance(start, a + b);
            return Math.Abs(twice.Up - once.Up) < 1e-9 && Math.Abs(twice.Down - once.Down) < 1e-9 && Math.Abs(twice.Silent - once.Silent) < 1e-9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_chain_matches_small_steps_of_its_hazards()
    {
        var belief = new HealthBelief(0.1, 0.2, 0.6, 0.1);
        var exact = new HealthDynamics(Parameters).Advance(belief, 900);
        for (var i = 0; i < 9_000; i++)
        {
            var (up, partial, erring, silent) = belief;
            var toPartial = 0.1 * (up * Parameters.DegradeHazard - partial * Parameters.RecoverHazard);
            var toErring = 0.1 * (up * Parameters.FailHazard / 2 - erring * Parameters.RepairHazard);
            var toSilent = 0.1 * (up * Parameters.FailHazard / 2 - silent * Parameters.RepairHazard);
            belief = new HealthBelief(up - toPartial - toErring - toSilent, partial + toPartial, erring + toErring, silent + toSilent);
        }

        Assert.Equal(belief.Up, exact.Up, 4);
        Assert.Equal(belief.Erring, exact.Erring, 4);
        Assert.Equal(belief.Silent, exact.Silent, 4);
    }

    [Fact]
    public void A_time_out_says_more_than_a_quick_failure_and_a_success_clears_both()
    {
        var health = new HealthModel(Parameters);
        var belief = new HealthBelief(0.97, 0.01, 0.01, 0.01);
        var quick = belief.Given(health.OfOutcome(OutcomeKind.TechnicalFailure, 0.9));
        var silent = belief.Given(health.OfOutcome(OutcomeKind.TimedOut, 0.9));
        Assert.True(silent.Down > quick.Down && quick.Down > belief.Down);
        Assert.True(silent.Given(health.OfOutcome(OutcomeKind.Success, 0.9)).Down < silent.Down / 10);
    }

    [Fact]
    public void Longer_silence_never_speaks_for_a_provider() =>
        Prop.ForAll(Gen.Choose(0, 3_000).Two().ToArbitrary(), ages =>
        {
            var health = new HealthModel(Parameters);
            var curve = new LatencyCurve();
            var (a, b) = (Math.Min(ages.Item1, ages.Item2), Math.Max(ages.Item1, ages.Item2));
            var belief = health.Unknown;
            var early = belief.Given(health.OfSilence(curve, [a, a]));
            var late = belief.Given(health.OfSilence(curve, [b, b]));
            return late.Down >= early.Down - 1e-9 && early.Down >= belief.Down - 1e-9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_latency_curve_learns_a_slow_provider()
    {
        var curve = new LatencyCurve();
        var before = curve.Survival(60);
        for (var i = 0; i < 300; i++)
        {
            curve.Add(70 + i % 20);
        }

        Assert.True(before < 0.2);
        Assert.True(curve.Survival(60) > 0.9);
        Assert.InRange(curve.Quantile(0.5), 60, 90);
    }

    [Fact]
    public void Survival_falls_from_one_to_nothing()
    {
        var curve = new LatencyCurve();
        var ages = Enumerable.Range(0, 4_000).Select(a => curve.Survival(a)).ToArray();
        Assert.Equal(1, ages[0]);
        Assert.True(ages.Zip(ages.Skip(1)).All(pair => pair.Second <= pair.First));
        Assert.True(ages[^1] < 0.05);
        Assert.Equal(1, curve.Survival(double.NaN));
    }
}
