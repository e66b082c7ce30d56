using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paynode.Routing;
using StackExchange.Redis;

namespace Paynode.Functions;

/// <summary>Delays the host's start until routing is warmed up, so that the first orders are routed as fast as later ones.</summary>
internal sealed class RoutingWarmUp(IConnectionMultiplexer redis, TimeProvider timeProvider, ILogger<RoutingWarmUp> log)
    : IHostedLifecycleService
{
    /// <summary>A longer delay of the start would do more harm than slow first decisions.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // Before any service starts: after a restart the host resumes the orders in flight as soon as its runtime runs.
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var started = timeProvider.GetTimestamp();
        try
        {
            await WarmUp.RunAsync(redis, timeProvider, either.Token);
            log.LogInformation("Routing was warmed up in {Milliseconds:F0} ms.", timeProvider.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException or OperationCanceledException)
        {
            // Redis may be unavailable at start: orders are then routed from memory, and need no loaded scripts.
            log.LogWarning(fault, "Routing could not be warmed up; the first decisions will be slower.");
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
