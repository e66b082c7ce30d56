using Microsoft.Extensions.Logging;

namespace Paynode.Embedded.Durable;

/// <summary>
/// Runs activities on the thread pool, a bounded number at once, and reports their ends to their partitions. Partitions
/// take turns: however much one of them has waiting, another's next activity is begun after one of it.
/// </summary>
internal sealed class ActivityRunner(EngineServices services) : IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Partition, Queue<ActivityStart>> _waiting = [];
    private readonly Queue<Partition> _turns = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _log = services.Loggers.CreateLogger<ActivityRunner>();
    private bool _isQueued;
    private int _running;
    private int _count;

    /// <summary>Activities running or waiting to run.</summary>
    public int InFlight => Volatile.Read(ref _count);

    /// <summary>Runs an activity now or when its turn comes.</summary>
    public void Start(Partition from, ActivityStart start)
    {
        Telemetry.ActivitiesInFlight.Add(1);
        lock (_lock)
        {
            _count++;
            if (!_waiting.TryGetValue(from, out var waiting))
            {
                _waiting.Add(from, waiting = new());
            }

            if (waiting.Count == 0)
            {
                _turns.Enqueue(from);
            }

            waiting.Enqueue(start);
            QueueNext();
        }
    }

    /// <summary>Tells running activities that the host stops.</summary>
    public Task CancelAsync() => _stopping.CancelAsync();

    /// <summary>Forgets a partition that is closed; what it has waiting is run by the next owner.</summary>
    public void Forget(Partition partition)
    {
        lock (_lock)
        {
            if (_waiting.Remove(partition, out var waiting))
            {
                _count -= waiting.Count;
                Telemetry.ActivitiesInFlight.Add(-waiting.Count);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    void IThreadPoolWorkItem.Execute()
    {
        Partition from;
        ActivityStart start;
        lock (_lock)
        {
            _isQueued = false;
            if (!TryTake(out from, out start))
            {
                return;
            }

            _running++;

            // The next one is begun by whichever thread is free; this one may keep its thread.
            QueueNext();
        }

        _ = RunAsync(from, start);
    }

    private bool TryTake(out Partition from, out ActivityStart start)
    {
        while (_turns.TryDequeue(out from!))
        {
            if (_waiting.TryGetValue(from, out var waiting) && waiting.TryDequeue(out start))
            {
                if (waiting.Count > 0)
                {
                    _turns.Enqueue(from);
                }

                return true;
            }
        }

        start = default;
        return false;
    }

    private void QueueNext()
    {
        if (!_isQueued && _turns.Count > 0 && _running < services.Options.MaxConcurrentActivities)
        {
            _isQueued = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void OnEnded()
    {
        Telemetry.ActivitiesInFlight.Add(-1);
        lock (_lock)
        {
            _count--;
            _running--;
            QueueNext();
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
            result = new ActivityFailed(activity.TaskId, Failures.From(e));
            Report(e, start, span);
        }

        OnEnded();
        if (result is not null)
        {
            from.Post(new ActivityDoneInput(start.Instance, start.Execution, result));
        }
    }

    // An exception may fail to say what it is; that costs its line in the log, and no activity its place.
    private void Report(Exception failure, ActivityStart start, System.Diagnostics.Activity? span)
    {
        try
        {
            span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, Failures.MessageOf(failure));
            _log.LogWarning(failure, "Activity {Activity} of {InstanceId} failed.", start.Activity.Name, start.Instance.Id);
        }
        catch (Exception e)
        {
            _log.LogWarning("Activity {Activity} of {InstanceId} failed; its exception could not be written: {Reason}", start.Activity.Name, start.Instance.Id, e.GetType());
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
}
