using System.Globalization;
using System.Text.Json;
using Paynode.LocalServices;
using Paynode.Routing;

namespace Paynode.Bench.Api.Decisions;

/// <summary>How fast orders are routed through Redis, and the effect of a corridor's size.</summary>
internal static class DecisionBench
{
    private static readonly int[] SlowerRates = [8_000, 6_000, 4_000, 2_000, 1_000];

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

        var idle = (await RoundTrip.OfClientAsync(redis)).Percentile(0.5);
        var socket = RoundTrip.OfSocket(redis).Percentile(0.5);
        Say($"one round trip when idle: {idle:F3} ms through the client on a schedule, {socket:F3} ms over a bare socket without pauses");
        var (load, unhurried) = await LoadAsync(redis, options, 3 * idle);
        Say($"{load.PerSecond:F0} decisions/s: p50 {load.P50:F3} ms, p99 {load.P99:F2} ms, p99.9 {load.P999:F2} ms");
        Say($"one round trip under load: {load.Ping:F3} ms; p50 is {load.P50 / load.Ping:F1} of these, {load.P50 / idle:F1} idle ones");
        Say($"p50 is within three round trips of an idle machine up to {unhurried} decisions/s");
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
            redisRoundTripMs = Math.Round(load.Ping, 4),
            costRatio10000To100 = Math.Round(ratio, 3),
            redisRoundTripIdleMs = Math.Round(idle, 4),
            socketRoundTripIdleMs = Math.Round(socket, 4),
            withinThreeIdleRoundTripsPerSecond = unhurried,
            p999Ms = Math.Round(load.P999, 3),
            routerCpuUs = Math.Round(load.RouterUs, 1),
            redisCpuUs = Math.Round(load.RedisUs, 1),
            refused = load.Refused.Values.Sum(),
            candidates = options.Providers,
            offeredPerSecond = options.Rate,
        }));
        return 0;
    }

    /// <summary>The load, and the highest tested rate at which p50 stays within a limit; 0 when there is none.</summary>
    private static async Task<(LoadResult Load, int Unhurried)> LoadAsync(Uri redis, BenchOptions options, double boundMs)
    {
        await using var market = await BenchMarket.OpenAsync(redis, "NGN", options.Providers, new RouterOptions());

        using var connection = await RedisConnection.OpenAsync(redis);

        // Slowly first: JIT compilation is not to be measured.
        await RunAsync(Math.Min(2_000, options.Rate), Warmup);
        await RunAsync(options.Rate, Warmup);
        var load = await RunAsync(options.Rate, TimeSpan.FromSeconds(options.Seconds));
        var (rate, p50) = (options.Rate, load.P50);
        foreach (var slower in SlowerRates.Where(slower => slower < options.Rate))
        {
            (rate, p50) = p50 <= boundMs ? (rate, p50) : (slower, (await RunAsync(slower, Warmup)).P50);
        }

        return (load, p50 <= boundMs ? rate : 0);

        Task<LoadResult> RunAsync(int perSecond, TimeSpan duration) => new LoadRun(market, connection, perSecond, duration).RunAsync();
    }

    private static void Say(FormattableString text) => Console.Error.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
