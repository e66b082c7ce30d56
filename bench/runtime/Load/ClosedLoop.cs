using System.Collections.Concurrent;
using System.Diagnostics;

namespace Paynode.Bench.Runtime;

/// <summary>Keeps a number of operations in flight: each one that ends is followed by another.</summary>
internal static class ClosedLoop
{
    /// <summary>Runs for a time after a warm-up and measures what ended within it.</summary>
    public static async Task<Measurement> RunAsync(int inFlight, TimeSpan warmUp, TimeSpan length, int serverPid, Func<Task> operation)
    {
        var latencies = new ConcurrentBag<double>();
        var measuring = false;
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var begun = Stopwatch.GetTimestamp();
                await operation();
                if (Volatile.Read(ref measuring))
                {
                    latencies.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                }
            }
        })).ToArray();

        await Task.Delay(warmUp);
        var (application, database, begun) = (Cpu.OfThisProcess(), Cpu.OfServer(serverPid), Stopwatch.GetTimestamp());
        Volatile.Write(ref measuring, true);
        await Task.Delay(length);
        Volatile.Write(ref measuring, false);
        var elapsed = Stopwatch.GetElapsedTime(begun);
        var result = Measurement.Of(
            latencies.Count, elapsed, Cpu.OfThisProcess() - application, Cpu.OfServer(serverPid) - database, [.. latencies]);
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        return result;
    }
}
