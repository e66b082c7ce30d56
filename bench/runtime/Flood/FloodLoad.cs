using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Paynode.Bench.Runtime;

/// <summary>The two loads of the flood bench, each in its own process: work at a steady rate, and bursts of starts.</summary>
internal static class FloodLoad
{
    /// <summary>Not measured: warm-up of the load's own process.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    private const int BurstsPerSecond = 100;

    /// <summary>Runs a load as a process and returns its output.</summary>
    public static async Task<string> StartAsync(string kind, string url, string keys, int perSecond, TimeSpan length)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(typeof(FloodLoad).Assembly.Location);
        }

        foreach (var argument in (string[])[kind, url, keys, Text(perSecond), Text(length.TotalSeconds)])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim();
    }

    /// <summary>
    /// Runs workflows at a steady rate, alternating between the keys, and prints how long each took from its intended start.
    /// </summary>
    public static async Task<int> QuietAsync(string url, string keys, string perSecond, string seconds)
    {
        using var http = new HttpClient();
        var (targets, latencies) = (keys.Split(','), new ConcurrentBag<double>());
        await PaceAsync(Int(perSecond), Seconds(seconds), async (number, late) =>
        {
            var begun = Stopwatch.GetTimestamp();
            using var response = await http.PostAsync(new Uri($"{url}/api/run/{targets[number % targets.Length]}"), null);
            response.EnsureSuccessStatusCode();
            if (number >= Int(perSecond) * WarmUp.TotalSeconds)
            {
                latencies.Add((late + Stopwatch.GetElapsedTime(begun)).TotalMilliseconds);
            }
        });
        Console.WriteLine(string.Join('\n', latencies.Select(Text)));
        return 0;
    }

    /// <summary>Offers starts at a steady rate, whatever the response, and prints how many a second were offered and taken.</summary>
    public static async Task<int> FloodAsync(string url, string key, string perSecond, string seconds)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var (inABurst, warmUp) = (Int(perSecond) / BurstsPerSecond, (int)(BurstsPerSecond * WarmUp.TotalSeconds));
        var taken = 0;
        await PaceAsync(BurstsPerSecond, Seconds(seconds), async (number, _) =>
        {
            using var response = await http.PostAsync(new Uri($"{url}/api/burst/{key}/{inABurst}"), null);
            var got = Int(await response.Content.ReadAsStringAsync());
            Interlocked.Add(ref taken, number >= warmUp ? got : 0);
        });
        var measured = Seconds(seconds) - WarmUp;
        Console.WriteLine(FormattableString.Invariant($"{inABurst * BurstsPerSecond} {(int)(taken / measured.TotalSeconds)}"));
        return 0;
    }

    private static async Task PaceAsync(int perSecond, TimeSpan length, Func<int, TimeSpan, Task> operation)
    {
        var (running, started, begun) = (new List<Task>(), 0, Stopwatch.GetTimestamp());
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (await timer.WaitForNextTickAsync() && Stopwatch.GetElapsedTime(begun) is var elapsed && elapsed < length)
        {
            for (; started < elapsed.TotalSeconds * perSecond; started++)
            {
                running.Add(operation(started, elapsed - TimeSpan.FromSeconds((double)started / perSecond)));
            }
        }

        await Task.WhenAll(running);
    }

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
