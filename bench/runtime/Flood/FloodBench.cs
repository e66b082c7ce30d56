using System.Globalization;
using System.Text.Json.Nodes;
using Paynode.LocalHost.Durable;
using Paynode.LocalServices;

namespace Paynode.Bench.Runtime;

/// <summary>
/// One partition is offered ten times its capacity, and the latency of the others' work is compared with that of the same work
/// without the flood. Both loads come over HTTP from separate processes. Rounds with and without the flood alternate, so that
/// background noise affects both; the ratio is the median of the rounds.
/// </summary>
internal static class FloodBench
{
    private const int Partitions = 4;
    private const int Rounds = 5;

    /// <summary>Workflows a second on the three other partitions together: a payment system's normal load.</summary>
    private const int QuietPerSecond = 100;

    /// <summary>Much more than any partition takes while others are busy; what it took of it is its capacity.</summary>
    private const int ProbePerSecond = 10_000;

    /// <summary>Maximum backlog of a partition before it responds that it is busy: half a second's work.</summary>
    private const int WaitingAllowed = 2_000;

    private static readonly string[] Keys = [.. Enumerable.Range(0, Partitions).Select(KeyOf)];

    public static async Task<BenchResult> RunAsync(PrivatePostgres postgres, TimeSpan length)
    {
        await using var app = await OursUnderTest.StartAsync(postgres, Partitions, options => options.MaxWaitingInputs = WaitingAllowed);
        var round = TimeSpan.FromSeconds(Math.Max(4, length.TotalSeconds / 2));
        await QuietAsync(app, TimeSpan.FromSeconds(4));
        var (probe, _) = await FloodedAsync(app, ProbePerSecond, TimeSpan.FromSeconds(4));
        var capacity = Math.Max(1, probe.TakenPerSecond);
        Console.WriteLine($"   beside the others' work the partition takes {capacity} workflows/s; it is offered {10 * capacity}");
        var rounds = new List<FloodRound>();
        for (var i = 0; i < Rounds; i++)
        {
            var without = await QuietAsync(app, round);
            var (flood, with) = await FloodedAsync(app, 10 * capacity, round);
            rounds.Add(new(without, with, flood));
            Console.WriteLine("   " + rounds[^1]);
        }

        return Report(rounds, capacity);
    }

    private static BenchResult Report(List<FloodRound> rounds, int capacity)
    {
        var moved = rounds.Select(round => round.Moved).Order().ElementAt(Rounds / 2);
        var (without, with) =
            (Latencies.Of(rounds.SelectMany(round => round.Without.Ms)), Latencies.Of(rounds.SelectMany(round => round.With.Ms)));
        Console.WriteLine($"   all rounds together: without {without}; with {with}");
        return new(
            new JsonObject
            {
                ["withoutMs"] = without.ToJson(),
                ["withMs"] = with.ToJson(),
                ["moved"] = Math.Round(moved, 3),
                ["movedByRound"] = new JsonArray([.. rounds.Select(round => JsonValue.Create(Math.Round(round.Moved, 3)))]),
                ["capacityPerSecond"] = capacity,
                ["offeredPerSecond"] = (int)rounds.Average(round => round.Flood.OfferedPerSecond),
                ["takenPerSecond"] = (int)rounds.Average(round => round.Flood.TakenPerSecond),
            },
            [($"a flooded partition moves the others' p99 by {moved:P0} (bar: 20 %)", moved < 0.20)]);
    }

    private static async Task<Latencies> QuietAsync(OursUnderTest app, TimeSpan length) => Latencies.Read(
        await FloodLoad.StartAsync("quiet", app.Url, string.Join(',', Keys[1..]), QuietPerSecond, length));

    private static async Task<(FloodFigures Flood, Latencies Others)> FloodedAsync(OursUnderTest app, int perSecond, TimeSpan length)
    {
        var flood = FloodLoad.StartAsync("flood", app.Url, Keys[0], perSecond, length + FloodLoad.WarmUp);
        await Task.Delay(FloodLoad.WarmUp);
        var others = await QuietAsync(app, length - FloodLoad.WarmUp);
        return (FloodFigures.Read(await flood), others);
    }

    // The part of an id before its colon decides the partition.
    private static string KeyOf(int partition) => Enumerable.Range(0, 1000)
        .Select(i => "k" + i.ToString(CultureInfo.InvariantCulture)).First(key => new Partitioning(Partitions).Of(key) == partition);
}
