using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Policies;

/// <summary>
/// Logistic Thompson sampling with a diagonal Laplace posterior per provider (Chapelle and Li, 2011), all context
/// features, and a variance that grows with each outcome of the provider, so that it can follow drift.
/// </summary>
public sealed class ContextualThompson(
    WorldSettings world, Random random, double scale, double priorSd, double growth) : IPolicy
{
    private const double PriorBias = 2;
    private readonly double[,,] _mean = new double[world.Corridors, world.Providers, Features.Count];
    private readonly double[,,] _variance = Filled(world, priorSd * priorSd);

    public (int Provider, double Tag) Choose(Situation situation)
    {
        Span<int> active = stackalloc int[Features.Active];
        Features.Fill(situation.Order, situation.Now, active);
        var corridor = situation.Order.Corridor;
        var best = -1;
        var highest = double.NegativeInfinity;
        for (var i = 0; i < situation.Providers; i++)
        {
            if (!situation.IsEligible[i])
            {
                continue;
            }

            var (mean, variance) = Predict(corridor, i, active);
            var logOdds = situation.IsFailover ? mean : mean + scale * Math.Sqrt(variance) * Draw.Normal(random);
            var value = situation.Margin(i) / (1 + Math.Exp(-logOdds));
            if (best < 0 || value > highest)
            {
                (best, highest) = (i, value);
            }
        }

        return (best, 0);
    }

    public void Learn(in Attempt attempt)
    {
        if (attempt.Ending == Ending.Declined)
        {
            return;
        }

        Span<int> active = stackalloc int[Features.Active];
        Features.Fill(attempt.Order, attempt.SentAt, active);
        var (c, i) = (attempt.Order.Corridor, attempt.Provider);
        var (mean, total) = Predict(c, i, active);
        var p = 1 / (1 + Math.Exp(-mean));
        var curvature = Math.Max(0.02, p * (1 - p));
        var error = (attempt.IsPaid ? 1 : 0) - p;
        foreach (var feature in active)
        {
            ref var variance = ref _variance[c, i, feature];
            variance = Math.Min(priorSd * priorSd, variance + growth);
            _mean[c, i, feature] += variance * error / (1 + curvature * total);
            variance -= variance * variance * curvature / (1 + curvature * total);
        }
    }

    private (double Mean, double Variance) Predict(int corridor, int provider, ReadOnlySpan<int> active)
    {
        var (mean, variance) = (PriorBias, 0.0);
        foreach (var feature in active)
        {
            mean += _mean[corridor, provider, feature];
            variance += _variance[corridor, provider, feature];
        }

        return (mean, variance);
    }

    private static double[,,] Filled(WorldSettings world, double value)
    {
        var filled = new double[world.Corridors, world.Providers, Features.Count];
        for (var c = 0; c < world.Corridors; c++)
        {
            for (var i = 0; i < world.Providers; i++)
            {
                for (var f = 0; f < Features.Count; f++)
                {
                    filled[c, i, f] = value;
                }
            }
        }

        return filled;
    }
}
