namespace Paynode.Bench.Routing.Policies;

/// <summary>Choices that several policies share.</summary>
public static class Pick
{
    /// <summary>The eligible provider of the highest score; −1 if none.</summary>
    public static int Best(Situation situation, Func<int, double> score)
    {
        var best = -1;
        var highest = double.NegativeInfinity;
        for (var i = 0; i < situation.Providers; i++)
        {
            if (!situation.IsEligible[i])
            {
                continue;
            }

            var value = score(i);
            if (best < 0 || value > highest)
            {
                (best, highest) = (i, value);
            }
        }

        return best;
    }

    /// <summary>An eligible provider at random, each as likely as its weight; −1 if none.</summary>
    public static int Weighted(Situation situation, Random random, Func<int, double> weight)
    {
        var chosen = -1;
        var total = 0.0;
        for (var i = 0; i < situation.Providers; i++)
        {
            if (!situation.IsEligible[i])
            {
                continue;
            }

            var w = Math.Max(1e-12, weight(i));
            total += w;
            if (random.NextDouble() * total < w)
            {
                chosen = i;
            }
        }

        return chosen;
    }
}
