using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Paynode.Bench.Routing.Market;
using Paynode.Bench.Routing.Policies;

namespace Paynode.Bench.Routing.Reporting;

/// <summary>Runs everything and prints it; the last line is JSON.</summary>
public static class Report
{
    public static int Run(BenchOptions options)
    {
        var watch = Stopwatch.StartNew();
        var isTuned = options.Seeds.Any(seed => seed is < 100 or > 1_000) ? ", and so on some of these" : "";
        Say($"seeds {string.Join(", ", options.Seeds)}; constants were tuned on seeds below 100 and above 1000{isTuned}");
        var cpu = CpuCost.MicrosecondsPerDecision();
        var figures = new Dictionary<string, object?>();
        foreach (var world in WorldSettings.All)
        {
            figures[world.Name] = Worlds(world, options.Seeds);
        }

        var costs = Scorers.Costs(WorldSettings.All, options.Seeds);
        SayScorers(costs);
        var wrong = options.IsQuick ? [] : WrongModels.Run(options.Seeds);
        SayWrong(wrong);
        Say($"\nA decision among 20 candidates with its propensity and its update takes {cpu:F1} us of processor time.");
        Say($"All of this took {watch.Elapsed.TotalMinutes:F1} minutes.");
        figures["adversarialLlmCost"] = Math.Round(Math.Max(costs["liar"].Average(), costs["turncoat"].Average()), 2);
        figures["cpuUsPerDecision"] = Math.Round(cpu, 2);
        if (!options.IsQuick)
        {
            figures["wrongModelLoss"] = Math.Round(wrong.Max(w => w.Loss), 2);
            figures["firstWithAnyWrongModel"] = wrong.All(w => w.IsFirst);
        }

        Console.WriteLine(JsonSerializer.Serialize(figures));
        return 0;
    }

    private static object Worlds(WorldSettings world, IReadOnlyList<int> seeds)
    {
        var runs = SeedRuns.Of(world, seeds, PolicyCatalogue.All);
        Standing[] standings = [.. PolicyCatalogue.All.Select(p => Standing.Of(p.Name, runs))];
        Say($"\n{world.Name}: {world.Description}");
        Say($"  {"policy",-22}{"C",7}  {"per seed",-26}{"first try",10}{"in the end",12}{"top share",11}{"lost med/p90",14}{"hour gap",10}");
        foreach (var s in standings)
        {
            var lost = s.Lost.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{s.LostAt(0.5):F0}/{s.LostAt(0.9):F0}");
            var perSeed = string.Join(" ", s.PerSeed.Select(c => c.ToString("F1", CultureInfo.InvariantCulture)));
            Say($"  {s.Policy,-22}{s.C,7:F1}  {perSeed,-26}{s.FirstSuccess,9:F1}%{s.Paid,11:F2}%{s.LargestShare,10:F0}%{lost,14}{s.FirstHourGap,10:F1}");
        }

        var ours = standings.Single(s => s.Policy == PolicyCatalogue.Ours);
        return new
        {
            c = Math.Round(ours.C, 2),
            cDecisionEngine = Math.Round(
                standings.Where(s => s.Policy.StartsWith(PolicyCatalogue.DecisionEnginePrefix, StringComparison.Ordinal)).Max(s => s.C), 2),
            lostMedian = ours.LostAt(0.5),
            lostP90 = ours.LostAt(0.9),
            firstHourGap = Math.Round(ours.FirstHourGap, 2),
        };
    }

    private static void SayScorers(IReadOnlyDictionary<string, double[]> costs)
    {
        Say($"\nscorers heard through the learned weight: C lost by listening (negative: gained)");
        Say($"  {"",-22}{string.Concat(WorldSettings.All.Select(w => w.Name.PadLeft(10)))}{"mean",10}");
        foreach (var (name, perWorld) in costs)
        {
            Say($"  {name,-22}{string.Concat(perWorld.Select(c => c.ToString("F1", CultureInfo.InvariantCulture).PadLeft(10)))}{perWorld.Average(),10:F2}");
        }
    }

    private static void SayWrong(IReadOnlyList<WrongModel> wrong)
    {
        if (wrong.Count == 0)
        {
            return;
        }

        Say($"\nworlds unlike the model (finite, and):{"C",9}{"told",8}{"loss",8}   best of the others");
        foreach (var w in wrong)
        {
            Say($"  {w.Name,-36}{w.C,9:F1}{w.Told,8:F1}{w.Loss,8:F1}   {w.RivalC,5:F1} {w.Rival}");
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
