using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paynode.Routing;
using StackExchange.Redis;

namespace Paynode.Functions;

/// <summary>Holds back the host's start until routing was rehearsed, so that the first orders are routed as fast as the later ones.</summary>
internal sealed class RoutingRehearsal(IConnectionMultiplexer redis, TimeProvider time, ILogger<RoutingRehearsal> log) : IHostedService
{
    /// <summary>A start that waits longer does more harm than slow first decisions.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var started = time.GetTimestamp();
        try
        {
            await Rehearsal.RunAsync(redis, time, either.Token);
            log.LogInformation("Routing was rehearsed in {Milliseconds:F0} ms.", time.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException or OperationCanceledException)
        {
            // Redis may be away at start: orders are routed from memory then, and need no warm scripts.
            log.LogWarning(fault, "Routing could not be rehearsed; the first decisions will be slower.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
