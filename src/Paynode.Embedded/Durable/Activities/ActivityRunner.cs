using Microsoft.Extensions.Logging;

namespace Paynode.Embedded.Durable;

/// <summary>Runs activities on the thread pool, a bounded number at once, and reports their ends to their partitions.</summary>
internal sealed class ActivityRunner(EngineServices services) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<ActivityRun> _waiting = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _log = services.Loggers.CreateLogger<ActivityRunner>();
    private int _running;

    /// <summary>Activities running or waiting to run.</summary>
    public int InFlight
    {
        get
        {
            lock (_lock)
            {
                return _running + _waiting.Count;
            }
        }
    }

    /// <summary>Runs an activity now or when its turn comes.</summary>
    public void Start(Partition from, ActivityStart start)
    {
        var run = new ActivityRun(this, from, start);
        Telemetry.ActivitiesInFlight.Add(1);
        lock (_lock)
        {
            if (_running >= services.Options.MaxConcurrentActivities)
            {
                _waiting.Enqueue(run);
                return;
            }

            _running++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
    }

    /// <summary>Tells running activities that the host stops.</summary>
    public Task CancelAsync() => _stopping.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private void OnEnded()
    {
        ActivityRun? next;
        Telemetry.ActivitiesInFlight.Add(-1);
        lock (_lock)
        {
            // The place that is free goes to whoever waits.
            if (!_waiting.TryDequeue(out next))
            {
                _running--;
            }
        }

        if (next is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
        }
    }

    private async Task RunAsync(Partition from, ActivityStart start)
    {
        var activity = start.Activity;
        HistoryEvent? result = null;
        using var span = Telemetry.StartActivity(start);
        try
        {
            result = new ActivityCompleted(activity.TaskId, await CallAsync(start).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Not an outcome: the activity runs again when its instance is next loaded.
        }
        catch (Exception e)
        {
            _log.LogWarning(e, "Activity {Activity} of {InstanceId} failed.", activity.Name, start.Instance.Id);
            span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, e.Message);
            result = new ActivityFailed(activity.TaskId, Failures.From(e));
        }

        OnEnded();
        if (result is not null)
        {
            from.Post(new ActivityDoneInput(start.Instance, start.Execution, result));
        }
    }

    private ValueTask<byte[]?> CallAsync(ActivityStart start)
    {
        if (!services.Activities.TryGetValue(start.Activity.Name, out var definition))
        {
            throw new InvalidOperationException($"There is no activity named '{start.Activity.Name}'.");
        }

        return definition.RunAsync(new(start.Instance.Id, definition.Name, start.Activity.TaskId, start.Activity.Input, _stopping.Token));
    }

    private sealed class ActivityRun(ActivityRunner runner, Partition from, ActivityStart start) : IThreadPoolWorkItem
    {
        public void Execute() => _ = runner.RunAsync(from, start);
    }
}
