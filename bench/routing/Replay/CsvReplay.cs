using System.Globalization;
using System.Text.Json;
using Paynode.Bench.Routing.Market;
using Paynode.Bench.Routing.Policies;

namespace Paynode.Bench.Routing.Replay;

/// <summary>
/// Replays policies on logged attempts (Li et al., arXiv 1003.5956): an attempt counts for a policy, and teaches it, only
/// where the policy would have asked the same provider. Unbiased where the log asked providers at random; otherwise it
/// compares policies on the attempts that the log happens to share with them.
/// </summary>
public static class CsvReplay
{
    public static int Run(string file, int seed)
    {
        var rows = AttemptRow.Read(File.ReadLines(file)).OrderBy(row => row.Time).ToList();
        var arms = rows.Select(row => row.Arm).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (rows.Count == 0)
        {
            Console.Error.WriteLine("There is no attempt in the file.");
            return 1;
        }

        var world = new WorldSettings { Name = "log", Corridors = 1, Providers = arms.Count, Hours = 0.01 };
        var truth = new Truth(world, seed);
        var logged = rows.Average(row => row.Reward * (row.Value - row.Cost));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{rows.Count} attempts at {arms.Count} providers; as logged {logged:F2} an attempt"));
        Console.WriteLine($"  {"policy",-24}{"shared attempts",16}{"value",12}{"success",10}");
        var figures = new Dictionary<string, object>();
        foreach (var policy in PolicyCatalogue.All.Where(p => p.Name is not ("oracle" or "static weights")))
        {
            var (shared, value, paid) = Replay(policy.Make(truth, seed), rows, arms);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {policy.Name,-24}{shared,16}{value / shared,12:F2}{100 * paid / shared,9:F1}%"));
            figures[policy.Name] = new { shared, value = shared == 0 ? 0 : Math.Round(value / shared, 4) };
        }

        Console.WriteLine(JsonSerializer.Serialize(new { attempts = rows.Count, logged = Math.Round(logged, 4), policies = figures }));
        return 0;
    }

    private static (int Shared, double Value, double Paid) Replay(IPolicy policy, List<AttemptRow> rows, List<string> arms)
    {
        var situation = new Situation(arms.Count);
        for (var i = 0; i < arms.Count; i++)
        {
            (situation.Pending[i], situation.IsEligible[i]) = ([], true);
        }

        var (shared, value, paid) = (0, 0.0, 0.0);
        var start = rows[0].Time;
        for (var n = 0; n < rows.Count; n++)
        {
            var row = rows[n];
            var arm = arms.BinarySearch(row.Arm, StringComparer.Ordinal);
            var order = OrderOf(n, row, row.Time - start);

            // Costs are known by the attempts so far; on the simulator's scale, where a paid order is worth a fixed value.
            situation.CostBps[arm] = Order.ValueBps * row.Cost / row.Value;
            (situation.Order, situation.Now) = (order, order.At);
            var (chosen, tag) = policy.Choose(situation);
            if (chosen != arm)
            {
                continue;
            }

            shared++;
            value += row.Reward * (row.Value - row.Cost);
            paid += row.Reward;
            policy.Learn(new Attempt(order, arm, order.At, order.At + 1, row.Reward > 0 ? Ending.Paid : Ending.Failed, tag));
        }

        return (shared, value, paid);
    }

    /// <summary>The first context stands for the method, all others together for the institution.</summary>
    private static Order OrderOf(int id, AttemptRow row, double at) => new(
        id, at, 0, Bucket(row.Context.Count > 0 ? row.Context[0] : "", Truth.Methods),
        Bucket(string.Join(',', row.Context.Skip(1)), Truth.Institutions), Truth.MedianAmount, false);

    private static int Bucket(string text, int buckets)
    {
        var hash = 2166136261u;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 16777619;
        }

        return (int)((hash ^ (hash >> 15)) % (uint)buckets);
    }
}
