using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Policies;

/// <summary>Round-robin over the eligible providers: the zero of the scale.</summary>
public sealed class RoundRobin(WorldSettings world) : IPolicy
{
    private readonly int[] _next = new int[world.Corridors];

    public (int Provider, double Tag) Choose(Situation situation)
    {
        var corridor = situation.Order.Corridor;
        for (var step = 0; step < situation.Providers; step++)
        {
            var i = (_next[corridor] + step) % situation.Providers;
            if (situation.IsEligible[i])
            {
                _next[corridor] = (i + 1) % situation.Providers;
                return (i, 0);
            }
        }

        return (-1, 0);
    }

    public void Learn(in Attempt attempt)
    {
    }
}

/// <summary>The cheapest eligible provider.</summary>
public sealed class CheapestFirstFit : IPolicy
{
    public (int Provider, double Tag) Choose(Situation situation) =>
        (Pick.Best(situation, i => -situation.CostBps[i]), 0);

    public void Learn(in Attempt attempt)
    {
    }
}

/// <summary>
/// The incumbent's way: a list per corridor and amount bucket, rebuilt and shuffled every minute, walked from its head;
/// the first whose rate fits takes the order. A rate fits if its cost is within a tolerance of the best one's.
/// </summary>
public sealed class ShuffledList(WorldSettings world, Random random, double toleranceBps) : IPolicy
{
    private const int Buckets = 3;
    private readonly int[][] _lists = new int[world.Corridors * Buckets][];
    private readonly double[] _builtAt = [.. Enumerable.Repeat(double.NegativeInfinity, world.Corridors * Buckets)];
    private readonly int[] _heads = new int[world.Corridors * Buckets];

    public (int Provider, double Tag) Choose(Situation situation)
    {
        var key = situation.Order.Corridor * Buckets + (situation.Order.Amount < 50 ? 0 : situation.Order.Amount < 300 ? 1 : 2);
        if (situation.Now - _builtAt[key] >= 60)
        {
            _lists[key] = [.. Enumerable.Range(0, situation.Providers)];
            random.Shuffle(_lists[key]);
            (_builtAt[key], _heads[key]) = (situation.Now, 0);
        }

        var best = Pick.Best(situation, i => -situation.CostBps[i]);
        if (best < 0)
        {
            return (-1, 0);
        }

        var list = _lists[key];
        for (var step = 0; step < list.Length; step++)
        {
            var i = list[(_heads[key] + step) % list.Length];
            if (situation.IsEligible[i] && situation.CostBps[i] <= situation.CostBps[best] + toleranceBps)
            {
                _heads[key] = (_heads[key] + step + 1) % list.Length;
                return (i, 0);
            }
        }

        return (best, 0);
    }

    public void Learn(in Attempt attempt)
    {
    }
}

/// <summary>
/// Shares set by an operator who knows each provider's true long-run skill in the corridor (an advantage no real
/// operator has), but does not watch: weight = exp(expected value / temperature).
/// </summary>
public sealed class StaticWeights(Truth truth, Random random, double temperatureBps) : IPolicy
{
    public (int Provider, double Tag) Choose(Situation situation)
    {
        var providers = truth.Providers[situation.Order.Corridor];
        return (Pick.Weighted(situation, random, i =>
            Math.Exp(situation.Margin(i) / (1 + Math.Exp(-providers[i].Skill)) / temperatureBps)), 0);
    }

    public void Learn(in Attempt attempt)
    {
    }
}
