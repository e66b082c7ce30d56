using System.Diagnostics;
using Paynode.Routing;

namespace Paynode.Bench.Api.Decisions;

/// <summary>The cost of a decision in a corridor of 10,000 providers against one of 100: both round trips, nothing shared.</summary>
internal static class CostBySize
{
    private const int Rounds = 20, ARound = 250;

    public static async Task<double> RatioAsync(Uri redis)
    {
        var alone = new RouterOptions { ReadingShared = TimeSpan.Zero };
        await using var small = await BenchMarket.OpenAsync(redis, "GHS", 100, alone);
        await using var large = await BenchMarket.OpenAsync(redis, "ZAR", 10_000, alone with { OpeningTimeout = TimeSpan.FromMinutes(1) });
        var (ofSmall, ofLarge) = (new Latencies(Rounds * ARound), new Latencies(Rounds * ARound));
        await MeasureAsync(small, new Latencies(1));
        await MeasureAsync(large, new Latencies(1));

        // Alternating, so that background load affects both.
        for (var round = 0; round < Rounds; round++)
        {
            await MeasureAsync(small, ofSmall);
            await MeasureAsync(large, ofLarge);
        }

        return ofLarge.Percentile(0.5) / ofSmall.Percentile(0.5);
    }

    private static async Task MeasureAsync(BenchMarket market, Latencies latencies)
    {
        for (var i = 0; i < ARound; i++)
        {
            var request = market.Order();
            var started = Stopwatch.GetTimestamp();
            await market.Router.DecideAsync(request, default);
            latencies.Add(Stopwatch.GetTimestamp() - started);
            await market.Router.ReleaseAsync(request.Offer, request.Corridor, ReleaseReason.NotPaid, default);
        }
    }
}
