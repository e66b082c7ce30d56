using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost;
using Paynode.LocalServices;

namespace Paynode.Bench.Runtime;

/// <summary>Many instances wait for an event concurrently; some are woken while new ones start at a steady rate.</summary>
internal static class WaitingBench
{
    private const int StartsPerSecond = 500;
    private const int WakesPerSecond = 200;
    private const int Seconds = 15;

    public static async Task<BenchResult> RunAsync(PrivatePostgres postgres, int waiting)
    {
        await using var app = await OursUnderTest.StartAsync(postgres);
        var ids = Enumerable.Range(0, waiting).Select(i => $"waiting-{i}").ToArray();
        var begun = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 500 }, async (id, cancellation) =>
            await app.Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(BenchFunctions.Waits), null, new StartOrchestrationOptions(id), cancellation));
        var accepted = Stopwatch.GetElapsedTime(begun);
        var (wakes, late, peak) = await DriveAsync(app, ids);
        Array.Sort(wakes);
        var p99 = Measurement.Percentile(wakes, 0.99);
        var residentGb = peak / 1e9;
        Console.WriteLine(
            $"   {waiting} instances accepted in {accepted.TotalSeconds:F1} s; woken p50 {Measurement.Percentile(wakes, 0.5):F1} ms, p99 "
                + $"{p99:F1} ms; {residentGb:F2} GB resident at most");
        return new(
            new JsonObject
            {
                ["waiting"] = waiting,
                ["acceptedPerSecond"] = Math.Round(waiting / accepted.TotalSeconds),
                ["startsPerSecond"] = StartsPerSecond,
                ["startsBehind"] = late,
                ["wakeP50Ms"] = Math.Round(Measurement.Percentile(wakes, 0.5), 2),
                ["wakeP99Ms"] = Math.Round(p99, 2),
                ["residentBytes"] = peak,
            },
            [
                ($"{residentGb:F2} GB resident with {waiting} instances waiting (bar: 1.5)", residentGb <= 1.5),
                ($"wake-up p99 {p99:F0} ms while {StartsPerSecond} start each second (bar: 1000)", p99 <= 1000),
            ]);
    }

    // Open loop: starts and wakes keep to their schedule, and a wake's latency counts from its intended time.
    private static async Task<(double[] WakesMs, int Late, long PeakBytes)> DriveAsync(OursUnderTest app, string[] ids)
    {
        var wakes = new ConcurrentBag<double>();
        var running = new ConcurrentBag<Task>();
        var random = new Random(1);
        random.Shuffle(ids);
        var peak = 0L;
        var (started, woken, late) = (0, 0, 0);
        var begun = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await timer.WaitForNextTickAsync() && Stopwatch.GetElapsedTime(begun).TotalSeconds is var elapsed && elapsed < Seconds)
        {
            for (; started < elapsed * StartsPerSecond; started++)
            {
                running.Add(app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(BenchFunctions.Waits)));
            }

            for (; woken < elapsed * WakesPerSecond && woken < ids.Length; woken++)
            {
                running.Add(WakeAsync(app, ids[woken], begun, woken / (double)WakesPerSecond, wakes));
            }

            late = Math.Max(late, running.Count(task => !task.IsCompleted));
            peak = Math.Max(peak, Process.GetCurrentProcess().WorkingSet64);
        }

        await Task.WhenAll(running);
        return ([.. wakes], late, peak);
    }

    private static async Task WakeAsync(OursUnderTest app, string id, long begun, double intendedSeconds, ConcurrentBag<double> wakes)
    {
        await app.Client.RaiseEventAsync(id, "go", 1L);
        await app.Client.WaitForInstanceCompletionAsync(id);
        wakes.Add((Stopwatch.GetElapsedTime(begun).TotalSeconds - intendedSeconds) * 1000);
    }
}
