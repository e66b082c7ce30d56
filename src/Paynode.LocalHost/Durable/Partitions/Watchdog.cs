using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Names orchestrators that do not come back. A partition's loop runs their code itself, so one that blocks or loops holds
/// its partition up; no thread can be taken away from code in .NET. Other partitions go on, and callers of this one are
/// told at once that it is busy.
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
            // The host stops.
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
                        "Orchestration {InstanceId} ({Name}) has held partition {Partition} for more than {Seconds:F0} s; nothing else moves there until its code comes back. An orchestrator may not block, sleep or loop without end.",
                        step.InstanceId, step.Name, partition.Number, services.Options.MaxStepTime.TotalSeconds);
                }
            }
            else if (_named.Remove(partition, out var over))
            {
                _log.LogWarning("Orchestration {InstanceId} has come back; partition {Partition} goes on.", over.InstanceId, partition.Number);
            }
        }
    }
}

/// <summary>An orchestrator's code that runs at this moment.</summary>
/// <param name="InstanceId">Its instance.</param>
/// <param name="Name">The orchestrator's name.</param>
/// <param name="Since">When it began, as a timestamp.</param>
internal readonly record struct RunningStep(string InstanceId, string Name, long Since);
