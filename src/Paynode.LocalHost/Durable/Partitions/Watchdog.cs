using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Reports orchestrators that do not return. A partition's loop runs their code itself, so one that blocks or loops blocks
/// its partition; .NET cannot preempt code. Other partitions continue, and calls to this one fail immediately as busy.
/// </summary>
internal sealed class Watchdog(EngineServices services, Func<IEnumerable<Partition>> partitions)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = services.Loggers.CreateLogger<Watchdog>();
    private readonly Dictionary<Partition, RunningStep> _named = [];

    /// <summary>Watches until stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, services.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The host is shutting down.
        }
    }

    private void Look()
    {
        foreach (var partition in partitions())
        {
            if (partition.BlockedBy is { } step)
            {
                if (!_named.TryGetValue(partition, out var named) || named != step)
                {
                    _named[partition] = step;
                    Telemetry.Blocked.Add(1, new KeyValuePair<string, object?>("orchestrator", step.Name));
                    _log.LogCritical(
                        "Orchestration {InstanceId} ({Name}) has held partition {Partition} for more than {Seconds:F0} s; "
                        + "the partition is blocked until its code returns. An orchestrator must not block, sleep or loop endlessly.",
                        step.InstanceId, step.Name, partition.Number, services.Options.MaxStepTime.TotalSeconds);
                }
            }
            else if (_named.Remove(partition, out var over))
            {
                _log.LogWarning(
                    "Orchestration {InstanceId} has returned; partition {Partition} continues.", over.InstanceId, partition.Number);
            }
        }
    }
}

/// <summary>An orchestrator's code that is currently running.</summary>
/// <param name="InstanceId">The orchestrator's instance.</param>
/// <param name="Name">The orchestrator's name.</param>
/// <param name="Since">When the step began, as a timestamp.</param>
internal readonly record struct RunningStep(string InstanceId, string Name, long Since);
