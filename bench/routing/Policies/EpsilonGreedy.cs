using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Policies;

/// <summary>The best expected value by an exponentially weighted success rate; a random provider now and then.</summary>
public sealed class EpsilonGreedy(WorldSettings world, Random random, double epsilon, double step) : IPolicy
{
    private readonly double[,] _rate = Filled(world);

    public (int Provider, double Tag) Choose(Situation situation)
    {
        if (!situation.IsFailover && random.NextDouble() < epsilon)
        {
            return (Pick.Weighted(situation, random, _ => 1), 0);
        }

        var corridor = situation.Order.Corridor;
        return (Pick.Best(situation, i => _rate[corridor, i] * situation.Margin(i)), 0);
    }

    public void Learn(in Attempt attempt)
    {
        if (attempt.Ending != Ending.Declined)
        {
            ref var rate = ref _rate[attempt.Order.Corridor, attempt.Provider];
            rate += step * ((attempt.IsPaid ? 1 : 0) - rate);
        }
    }

    private static double[,] Filled(WorldSettings world)
    {
        var rate = new double[world.Corridors, world.Providers];
        for (var c = 0; c < world.Corridors; c++)
        {
            for (var i = 0; i < world.Providers; i++)
            {
                rate[c, i] = 1;
            }
        }

        return rate;
    }
}
