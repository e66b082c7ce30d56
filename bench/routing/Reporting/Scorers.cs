using Paynode.Bench.Routing.Market;
using Paynode.Bench.Routing.Policies;
using Paynode.Routing.Learning;

namespace Paynode.Bench.Routing.Reporting;

/// <summary>
/// External scorers that know the truth and report something else, weighted by the learned β: the cost of using them.
/// </summary>
public static class Scorers
{
    private const double TurnsEverySeconds = 3 * 3600;

    public static IReadOnlyList<string> Names => [.. Kinds.Select(kind => kind.Name)];

    private static (string Name, Func<double, double, double> Says)[] Kinds { get; } =
    [
        // The exact opposite of each provider's true ranking, all day.
        ("liar", (standing, _) => -standing),
        // Truthful for three hours, which raises its weight, and the opposite for the next three.
        ("turncoat", (standing, now) => (int)(now / TurnsEverySeconds) % 2 == 0 ? standing : -standing),
        // The same score for every provider, whatever the truth.
        ("flatterer", (_, _) => ScorerTrust.MostScore),
        ("honest", (standing, _) => standing),
    ];

    /// <summary>C without a scorer less C with it, per kind and world; the honest one's is a gain where it is negative.</summary>
    public static IReadOnlyDictionary<string, double[]> Costs(IReadOnlyList<WorldSettings> worlds, IReadOnlyList<int> seeds)
    {
        var costs = Kinds.ToDictionary(kind => kind.Name, _ => new double[worlds.Count]);
        for (var w = 0; w < worlds.Count; w++)
        {
            var heard = Kinds.Select(kind => new NamedPolicy(kind.Name, (truth, seed) => Listening(truth, seed, kind.Says)));
            var runs = SeedRuns.Of(worlds[w], seeds, [PolicyCatalogue.Paynode, .. heard]);
            var alone = Standing.Of(PolicyCatalogue.Ours, runs).C;
            foreach (var (name, _) in Kinds)
            {
                costs[name][w] = alone - Standing.Of(name, runs).C;
            }
        }

        return costs;
    }

    private static PaynodePolicy Listening(Truth truth, int seed, Func<double, double, double> says)
    {
        var average = truth.Providers.Select(corridor => corridor.Average(p => p.Skill)).ToArray();
        return new PaynodePolicy(truth.World, new Random(seed), scorer: (c, i, now) => says(
            Math.Clamp(truth.Providers[c][i].Skill - average[c], -ScorerTrust.MostScore, ScorerTrust.MostScore), now));
    }
}
