using System.Collections.Concurrent;
using System.Diagnostics;
using Paynode.Payments;
using Paynode.Routing;

namespace Paynode.Bench.Api.Decisions;

/// <summary>
/// Orders on a fixed schedule; each is released and learned from a little later, as if it had been paid. On the same schedule and
/// timed alike, an occasional bare PING measures a round trip to that Redis under this load.
/// </summary>
internal sealed class LoadRun(BenchMarket market, RedisConnection redis, int rate, TimeSpan duration)
{
    private const int OrdersAPing = 64;

    private static readonly TimeSpan PaidAfter = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentQueue<(long Due, RoutingRequest Request)> _toEnd = new();
    private readonly Latencies _latencies = new((int)(rate * duration.TotalSeconds));
    private readonly Latencies _pings = new((int)(rate * duration.TotalSeconds / OrdersAPing) + 1);
    private readonly ConcurrentDictionary<string, int> _refused = new();
    private int _started;

    /// <summary>Runs it to completion.</summary>
    public async Task<LoadResult> RunAsync()
    {
        using var stop = new CancellationTokenSource();
        var background = Task.WhenAll(Quietly(market.HeartbeatsAsync(stop.Token)), Quietly(EndOrdersAsync(stop.Token)));
        var (router, server) = (Process.GetCurrentProcess().TotalProcessorTime, await redis.CpuAsync());
        var watch = Stopwatch.StartNew();
        await new FixedSchedule(rate, duration).RunAsync(Start);
        while (_latencies.Count < _started && watch.Elapsed < duration + TimeSpan.FromSeconds(10))
        {
            await Task.Delay(1);
        }

        var took = watch.Elapsed;
        router = Process.GetCurrentProcess().TotalProcessorTime - router;
        server = await redis.CpuAsync() - server;
        await stop.CancelAsync();
        await background;
        return new LoadResult(
            _latencies.Count / took.TotalSeconds, _latencies.Percentile(0.5), _latencies.Percentile(0.99),
            _latencies.Percentile(0.999), _pings.Percentile(0.5), new Dictionary<string, int>(_refused),
            router.TotalMicroseconds / _latencies.Count,
            server.TotalMicroseconds / _latencies.Count);
    }

    private void Start(long due)
    {
        if (_started++ % OrdersAPing == 0)
        {
            _ = PingAsync(due);
        }

        _ = DecideAsync(due);
    }

    private async Task PingAsync(long due)
    {
        await redis.PingAsync();
        _pings.Add(Stopwatch.GetTimestamp() - due);
    }

    private async Task DecideAsync(long due)
    {
        var request = market.Order();
        var decision = await market.Router.DecideAsync(request, default);
        _latencies.Add(Stopwatch.GetTimestamp() - due);
        if (decision is { Chosen: not null, Source: DecisionSource.Redis })
        {
            _toEnd.Enqueue((Stopwatch.GetTimestamp(), request));
        }
        else
        {
            _refused.AddOrUpdate($"{decision.Reason} from {decision.Source}", 1, (_, count) => count + 1);
        }
    }

    private async Task EndOrdersAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            while (_toEnd.TryPeek(out var next) && Stopwatch.GetElapsedTime(next.Due) >= PaidAfter && _toEnd.TryDequeue(out next))
            {
                _ = EndAsync(next.Request);
            }
        }
    }

    private async Task EndAsync(RoutingRequest request)
    {
        await market.Router.ReleaseAsync(request.Offer, request.Corridor, ReleaseReason.Paid, default);
        await market.Router.LearnAsync(
            new Outcome(request.Offer, request.Corridor, OfferState.Fulfilled, null, DateTimeOffset.UtcNow), default);
    }

    private static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}

/// <summary>Result of a run: latencies in milliseconds, and processor time per order, including its outcome, in microseconds.</summary>
internal sealed record LoadResult(
    double PerSecond, double P50, double P99, double P999, double Ping, IReadOnlyDictionary<string, int> Refused, double RouterUs,
    double RedisUs);
