using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Reporting;

/// <summary>The results of one policy in one world, over all seeds.</summary>
public sealed record Standing
{
    public required string Policy { get; init; }

    /// <summary>
    /// 100·(EV − EV of round-robin) / (EV of the oracle − EV of round-robin), for each seed.
    /// </summary>
    public required IReadOnlyList<double> PerSeed { get; init; }

    public double C => PerSeed.Average();

    /// <summary>Success of first attempts, in per cent.</summary>
    public double FirstSuccess { get; init; }

    /// <summary>Success after failover, in per cent.</summary>
    public double Paid { get; init; }

    /// <summary>Largest share of a corridor that one provider got, in per cent.</summary>
    public double LargestShare { get; init; }

    /// <summary>Attempts sent to each killed leader while it was dead, ascending.</summary>
    public IReadOnlyList<int> Lost { get; init; } = [];

    /// <summary>Success of the first hour's first attempts behind the oracle's, in points.</summary>
    public double FirstHourGap { get; init; }

    public double LostAt(double share) => Lost.Count == 0 ? 0 : Lost[(int)Math.Min(Lost.Count - 1, share * Lost.Count)];

    public static Standing Of(string policy, IReadOnlyList<SeedRuns> seeds)
    {
        var runs = seeds.Select(seed => seed.Runs[policy]).ToArray();
        return new Standing
        {
            Policy = policy,
            PerSeed = [.. seeds.Select(seed => seed.Captured(policy))],
            FirstSuccess = 100 * runs.Average(r => r.FirstSuccess / r.Orders),
            Paid = 100 * runs.Average(r => r.Paid / (double)r.Orders),
            LargestShare = 100 * runs.Average(r => r.LargestShare),
            Lost = [.. runs.SelectMany(r => r.Lost).Order()],
            FirstHourGap = 100 * seeds.Average(s => s.FirstHourGap(policy)),
        };
    }
}
