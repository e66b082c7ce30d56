using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Policies;

/// <summary>
/// Thompson sampling with a Beta posterior per provider and corridor; with a discount below 1 the posterior forgets
/// with each outcome of the corridor (Raj and Kalyani, arXiv 1707.09727).
/// </summary>
public sealed class BetaThompson(WorldSettings world, Random random, double discount) : IPolicy
{
    private readonly double[,] _paid = new double[world.Corridors, world.Providers];
    private readonly double[,] _failed = new double[world.Corridors, world.Providers];

    public (int Provider, double Tag) Choose(Situation situation)
    {
        var c = situation.Order.Corridor;
        return situation.IsFailover
            ? (Pick.Best(situation, i => (1 + _paid[c, i]) / (2 + _paid[c, i] + _failed[c, i]) * situation.Margin(i)), 0)
            : (Pick.Best(situation, i => Beta(1 + _paid[c, i], 1 + _failed[c, i]) * situation.Margin(i)), 0);
    }

    public void Learn(in Attempt attempt)
    {
        if (attempt.Ending == Ending.Declined)
        {
            return;
        }

        var c = attempt.Order.Corridor;
        for (var i = 0; discount < 1 && i < world.Providers; i++)
        {
            _paid[c, i] *= discount;
            _failed[c, i] *= discount;
        }

        _paid[c, attempt.Provider] += attempt.IsPaid ? 1 : 0;
        _failed[c, attempt.Provider] += attempt.IsPaid ? 0 : 1;
    }

    private double Beta(double a, double b)
    {
        var (x, y) = (Gamma(a), Gamma(b));
        return x / (x + y);
    }

    /// <summary>Marsaglia and Tsang; shapes here are at least 1.</summary>
    private double Gamma(double shape)
    {
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Draw.Normal(random);
            var v = 1 + c * x;
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (Math.Log(1 - random.NextDouble()) < 0.5 * x * x + d - d * v + d * Math.Log(v))
            {
                return d * v;
            }
        }
    }
}
