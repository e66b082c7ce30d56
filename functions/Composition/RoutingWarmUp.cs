using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paynode.Routing;
using StackExchange.Redis;

namespace Paynode.Functions;

/// <summary>Holds back the host's start until routing was rehearsed, so that the first orders are routed as fast as the later ones.</summary>
internal sealed class RoutingWarmUp(IConnectionMultiplexer redis, TimeProvider timeProvider, ILogger<RoutingWarmUp> log) : IHostedLifecycleService
{
    /// <summary>A start that waits longer does more harm than slow first decisions.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // Before any service starts: a host that comes back takes up the orders in flight as soon as its runtime runs.
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var started = timeProvider.GetTimestamp();
        try
        {
            await WarmUp.RunAsync(redis, timeProvider, either.Token);
            log.LogInformation("Routing was rehearsed in {Milliseconds:F0} ms.", timeProvider.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException or OperationCanceledException)
        {
            // Redis may be away at start: orders are routed from memory then, and need no warm scripts.
            log.LogWarning(fault, "Routing could not be rehearsed; the first decisions will be slower.");
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
