using Paynode.Routing.Evaluation;

namespace Paynode.Routing.Tests.Evaluation;

public sealed class OffPolicyTests
{
    private const double Value = 250;
    private static readonly double[] Truth = [0.95, 0.8, 0.6];
    private static readonly double[] Costs = [60, 40, 20];

    [Fact]
    public void Both_estimates_cover_what_the_other_policy_truly_earns()
    {
        var covered = (Ips: 0, Robust: 0);
        for (var seed = 1; seed <= 40; seed++)
        {
            var estimate = OffPolicy.Of(Log(seed, modelBias: 0), Cheapest);
            covered.Ips += Covers(estimate.Ips, 2) ? 1 : 0;
            covered.Robust += Covers(estimate.DoublyRobust, 2) ? 1 : 0;
        }

        Assert.InRange(covered.Ips, 35, 40);
        Assert.InRange(covered.Robust, 35, 40);
    }

    [Fact]
    public void A_model_that_is_wrong_does_not_mislead_the_doubly_robust_estimate()
    {
        var covered = Enumerable.Range(1, 40).Count(seed => Covers(OffPolicy.Of(Log(seed, modelBias: 0.3), Cheapest).DoublyRobust, 2));
        Assert.InRange(covered, 35, 40);
    }

    [Fact]
    public void A_model_that_is_right_makes_the_doubly_robust_estimate_the_narrower_one()
    {
        var estimate = OffPolicy.Of(Log(1, modelBias: 0), Cheapest);
        Assert.True(estimate.DoublyRobust.HalfWidth < estimate.Ips.HalfWidth);
        Assert.InRange(estimate.EffectiveDecisions, 1, 4_000);
    }

    private static IReadOnlyList<double> Cheapest(LoggedDecision decision) => [0, 0, 1];

    private static bool Covers(Estimate estimate, int arm) =>
        Truth[arm] * (Value - Costs[arm]) is var truth && truth >= estimate.Low && truth <= estimate.High;

    private static List<LoggedDecision> Log(int seed, double modelBias)
    {
        var random = new Random(seed);
        double[] shares = [0.7, 0.2, 0.1];
        var candidates = Truth.Select((p, i) => new LoggedCandidate($"p{i}", Math.Clamp(p - modelBias, 0, 1), Costs[i], p * (Value - Costs[i]))).ToArray();
        return [.. Enumerable.Range(0, 4_000).Select(_ =>
        {
            var u = random.NextDouble();
            var chosen = u < shares[0] ? 0 : u < shares[0] + shares[1] ? 1 : 2;
            return new LoggedDecision(candidates, chosen, shares[chosen], random.NextDouble() < Truth[chosen], Value);
        })];
    }
}
