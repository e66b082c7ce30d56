using System.Globalization;
using System.Text.Json;
using Paynode.LocalServices;
using Paynode.Routing;

namespace Paynode.Bench.Api.Decisions;

/// <summary>How fast orders are routed through Redis, and what a corridor's size costs.</summary>
internal static class DecisionBench
{
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (BenchOptions.Parse(arguments) is not { } options)
        {
            Console.Error.WriteLine(BenchOptions.Help);
            return arguments is ["--help"] or ["-h"] ? 0 : 2;
        }

        var given = Environment.GetEnvironmentVariable("REDIS_URL");
        await using var server = string.IsNullOrEmpty(given) ? await PrivateRedis.StartAsync() : null;
        await using var claimed = string.IsNullOrEmpty(given) ? null : await RedisDatabase.ClaimAsync(given);
        var redis = new Uri(server?.Url ?? claimed!.Url);

        var bare = (await RoundTrip.OfClientAsync(redis)).Percentile(0.5);
        var socket = RoundTrip.OfSocket(redis).Percentile(0.5);
        Say($"one round trip: {bare:F3} ms through the client, {socket:F3} ms over a bare socket");
        var load = await LoadAsync(redis, options);
        Say($"{load.PerSecond:F0} decisions/s: p50 {load.P50:F3} ms, p99 {load.P99:F2} ms, p99.9 {load.P999:F2} ms");
        foreach (var (reason, count) in load.Refused)
        {
            Say($"  {count} not reserved in Redis: {reason}");
        }

        Say($"CPU an order: {load.RouterUs:F0} us here, {load.RedisUs:F0} us in Redis");
        var ratio = await CostBySize.RatioAsync(redis);
        Say($"a decision among 10,000 providers takes {ratio:F2} times one among 100");
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            decisionsPerSecond = Math.Round(load.PerSecond),
            p50Ms = Math.Round(load.P50, 4),
            p99Ms = Math.Round(load.P99, 3),
            redisRoundTripMs = Math.Round(bare, 4),
            costRatio10000To100 = Math.Round(ratio, 3),
            socketRoundTripMs = Math.Round(socket, 4),
            p999Ms = Math.Round(load.P999, 3),
            routerCpuUs = Math.Round(load.RouterUs, 1),
            redisCpuUs = Math.Round(load.RedisUs, 1),
            refused = load.Refused.Values.Sum(),
            candidates = options.Providers,
            offeredPerSecond = options.Rate,
        }));
        return 0;
    }

    private static async Task<LoadResult> LoadAsync(Uri redis, BenchOptions options)
    {
        await using var market = await BenchMarket.OpenAsync(redis, "NGN", options.Providers, new RouterOptions());

        using var cpu = await RedisCpu.OfAsync(redis);

        // Slowly first: what the compiler does with the code that runs is not what is measured.
        await new LoadRun(market, cpu, Math.Min(2_000, options.Rate), Warmup).RunAsync();
        await new LoadRun(market, cpu, options.Rate, Warmup).RunAsync();
        return await new LoadRun(market, cpu, options.Rate, TimeSpan.FromSeconds(options.Seconds)).RunAsync();
    }

    private static void Say(FormattableString text) => Console.Error.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
