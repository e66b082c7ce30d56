using Paynode.Bench.Routing.Market;
using Paynode.Bench.Routing.Policies;

namespace Paynode.Bench.Routing.Reporting;

/// <summary>Results of several policies in one market.</summary>
public sealed record SeedRuns(IReadOnlyDictionary<string, RunResult> Runs)
{
    private RunResult Floor => Runs[PolicyCatalogue.RoundRobin.Name];

    private RunResult Top => Runs[PolicyCatalogue.Oracle.Name];

    /// <summary>Share of what lies between round-robin and the oracle that the policy captured, in per cent.</summary>
    public double Captured(string policy) => 100 * (Runs[policy].Value - Floor.Value) / (Top.Value - Floor.Value);

    public double FirstHourGap(string policy) =>
        (Top.FirstHourSuccess - Runs[policy].FirstHourSuccess) / Top.FirstHourOrders;

    /// <summary>Runs the policies in the world's market of each seed; markets side by side, as many as there are cores.</summary>
    public static IReadOnlyList<SeedRuns> Of(WorldSettings world, IReadOnlyList<int> seeds, IReadOnlyList<NamedPolicy> policies)
    {
        NamedPolicy[] all = [.. policies.Prepend(PolicyCatalogue.RoundRobin).Append(PolicyCatalogue.Oracle).DistinctBy(p => p.Name)];
        var results = new SeedRuns[seeds.Count];
        Parallel.For(0, seeds.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var truth = new Truth(world, seeds[i]);
            results[i] = new SeedRuns(all.ToDictionary(p => p.Name, p => new Simulation(truth, p.Make(truth, seeds[i])).Run()));
        });
        return results;
    }
}
