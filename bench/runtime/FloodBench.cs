using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Paynode.Embedded;
using Paynode.LocalServices;

namespace Paynode.Bench.Runtime;

/// <summary>One partition is flooded with ten times what it can take, and the others' latency is compared with before.</summary>
internal static class FloodBench
{
    private const int Partitions = 4;

    /// <summary>Workflows a second on the quiet partitions: a payment system's ordinary load.</summary>
    private const int QuietPerSecond = 100;

    /// <summary>What is allowed to wait at the flooded partition before it answers that it is busy.</summary>
    private const int WaitingAllowed = 500;

    public static async Task<BenchResult> RunAsync(PrivatePostgres postgres, TimeSpan length)
    {
        await using var app = await OursUnderTest.StartAsync(postgres, Partitions, options => options.MaxWaitingInputs = WaitingAllowed);
        await QuietAsync(app, TimeSpan.FromSeconds(3));
        var before = await QuietAsync(app, length);
        using var stop = new CancellationTokenSource();
        var flood = FloodAsync(app, stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var during = await QuietAsync(app, length);
        await stop.CancelAsync();
        var (taken, refused) = await flood;
        var moved = (P99(during) / P99(before)) - 1;
        Console.WriteLine($"   {taken} of the flood's workflows taken, {refused} refused");
        return new(
            new JsonObject { ["beforeMs"] = Figures(before), ["duringMs"] = Figures(during), ["moved"] = Math.Round(moved, 3), ["floodTaken"] = taken, ["floodRefused"] = refused },
            [($"a flooded partition moves the others' p99 by {moved:P0} (bar: 20 %)", moved < 0.20)]);
    }

    private static double P99(double[] latenciesMs) => Measurement.Percentile(latenciesMs, 0.99);

    private static JsonObject Figures(double[] latenciesMs) => new()
    {
        ["p50"] = Math.Round(Measurement.Percentile(latenciesMs, 0.50), 2),
        ["p90"] = Math.Round(Measurement.Percentile(latenciesMs, 0.90), 2),
        ["p99"] = Math.Round(P99(latenciesMs), 2),
    };

    private static async Task<double[]> QuietAsync(OursUnderTest app, TimeSpan length)
    {
        var latencies = new ConcurrentBag<double>();
        var running = new List<Task>();
        var begun = Stopwatch.GetTimestamp();
        var started = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (await timer.WaitForNextTickAsync() && Stopwatch.GetElapsedTime(begun) is var elapsed && elapsed < length)
        {
            for (; started < elapsed.TotalSeconds * QuietPerSecond; started++)
            {
                running.Add(OneAsync(app, IdOf(1 + (started % (Partitions - 1))), begun, started / (double)QuietPerSecond, latencies));
            }
        }

        await Task.WhenAll(running);
        var sorted = latencies.Order().ToArray();
        Console.WriteLine($"   the others: p50 {Measurement.Percentile(sorted, 0.50):F1} ms, p90 {Measurement.Percentile(sorted, 0.90):F1} ms, p99 {P99(sorted):F1} ms");
        return sorted;
    }

    private static async Task OneAsync(OursUnderTest app, string id, long begun, double intendedSeconds, ConcurrentBag<double> latencies)
    {
        await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(BenchFunctions.FiveSteps), null, new StartOrchestrationOptions(id));
        await app.Client.WaitForInstanceCompletionAsync(id);
        latencies.Add((Stopwatch.GetElapsedTime(begun).TotalSeconds - intendedSeconds) * 1000);
    }

    // Ten times what may wait there is offered at once, for as long as it lasts.
    private static async Task<(int Taken, int Refused)> FloodAsync(OursUnderTest app, CancellationToken stop)
    {
        var (taken, refused) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, WaitingAllowed * 10).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    var id = IdOf(0);
                    await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(BenchFunctions.FiveSteps), null, new StartOrchestrationOptions(id), CancellationToken.None);
                    await app.Client.WaitForInstanceCompletionAsync(id, CancellationToken.None);
                    Interlocked.Increment(ref taken);
                }
                catch (DurableUnavailableException e)
                {
                    Interlocked.Increment(ref refused);
                    // A caller comes back after the time it was told, and not at the same moment as all others.
                    await Task.Delay(e.RetryAfter * (1 + Random.Shared.NextDouble()), CancellationToken.None);
                }
            }
        }, CancellationToken.None)));
        return (taken, refused);
    }

    // An id whose part before the colon hashes to the wanted partition.
    private static string IdOf(int partition) => $"{Keys[partition]}:{Guid.NewGuid():N}";

    private static readonly string[] Keys = Enumerable.Range(0, Partitions)
        .Select(partition => Enumerable.Range(0, 1000).Select(i => $"k{i}").First(key => new Embedded.Durable.Partitioning(Partitions).Of(key) == partition)).ToArray();
}
