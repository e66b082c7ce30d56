namespace Paynode.Bench.Scale;

/// <summary>
/// Orders arrive at random and queue for their cell, which works at the rate of its bottleneck. In steps of ten milliseconds,
/// because in a queue of thousands single orders do not matter: arrivals of a step are Poisson, work is what the rate allows.
/// </summary>
internal sealed class Simulation(ScaleOptions options, OrderCost cost, PartitionLimits limits)
{
    private const double Step = 0.01;

    /// <summary>Runs one layout.</summary>
    /// <param name="cells">Cells that share the load.</param>
    /// <param name="splitHot">How many cells the hottest currency is split over; 1 is unsplit.</param>
    public ScaleResult Run(int cells, int splitHot)
    {
        // Plain arithmetic: HashCode.Combine differs between processes, and a seed must reproduce the same figures.
        var random = new Random(unchecked((((options.Seed * 31) + cells) * 31) + splitHot));
        var pace = limits.OrdersPerSecond(cost);
        var rates = Rates(cells, splitHot);
        var waiting = new double[cells];
        var waits = new List<double>();
        double arrived = 0, done = 0;
        for (var time = 0.0; time < options.Seconds; time += Step)
        {
            for (var cell = 0; cell < cells; cell++)
            {
                var now = Poisson(random, rates[cell] * Step);
                arrived += now;
                waiting[cell] += now;

                // An order that arrives now waits until all earlier ones are done.
                if (now > 0)
                {
                    waits.Add(waiting[cell] / pace);
                }

                var worked = Math.Min(waiting[cell], pace * Step);
                waiting[cell] -= worked;
                done += worked;
            }
        }

        waits.Sort();
        var hottest = rates.Max() / pace;
        return new ScaleResult(
            cells, splitHot, done / options.Seconds, arrived / options.Seconds, hottest,
            Percentile(waits, 0.5), Percentile(waits, 0.99), waiting.Sum());
    }

    /// <summary>The hottest currency's share is spread over its cells; the rest shares the remaining ones evenly.</summary>
    private double[] Rates(int cells, int splitHot)
    {
        var rates = new double[cells];
        var hotCells = Math.Min(splitHot, cells);
        var hot = cells == 1 ? 1 : options.HotShare;
        for (var cell = 0; cell < cells; cell++)
        {
            var isHot = cell < hotCells;
            rates[cell] = options.Rate * (isHot ? hot / hotCells : (1 - hot) / (cells - hotCells));
        }

        return rates;
    }

    /// <summary>Knuth's way for few, a normal one for many, where the difference is below a percent.</summary>
    private static double Poisson(Random random, double mean)
    {
        if (mean > 30)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return Math.Max(0, Math.Round(mean + Math.Sqrt(mean) * normal));
        }

        var limit = Math.Exp(-mean);
        var count = 0;
        for (var product = random.NextDouble(); product > limit; product *= random.NextDouble())
        {
            count++;
        }

        return count;
    }

    private static double Percentile(List<double> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
