using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Runs activities on the thread pool with bounded concurrency and posts their results to their partitions. When all slots
/// are taken, <see cref="ActivityShares"/> decides which activity runs next.
/// </summary>
internal sealed class ActivityRunner(EngineServices services) : IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ActivityShares _shares = new(services.Options.MaxConcurrentActivities);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _log = services.Loggers.CreateLogger<ActivityRunner>();
    private bool _isQueued;
    private int _running;
    private int _count;

    /// <summary>Activities running or waiting to run.</summary>
    public int InFlight => Volatile.Read(ref _count);

    /// <summary>Runs an activity immediately, or when a slot becomes free.</summary>
    public void Start(Partition from, ActivityStart start)
    {
        Telemetry.ActivitiesInFlight.Add(1);
        lock (_lock)
        {
            _count++;
            _shares.Add(ShareOf(from, start), new(from, start));
            QueueNext();
        }
    }

    /// <summary>Signals running activities that the host is shutting down.</summary>
    public Task CancelAsync() => _stopping.CancelAsync();

    /// <summary>Drops a closed partition's queued activities; the next owner runs them.</summary>
    public void Forget(Partition partition)
    {
        lock (_lock)
        {
            var forgotten = _shares.Forget(partition);
            _count -= forgotten;
            Telemetry.ActivitiesInFlight.Add(-forgotten);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    void IThreadPoolWorkItem.Execute()
    {
        WaitingActivity activity;
        ActivityShares.Share share;
        lock (_lock)
        {
            _isQueued = false;
            if (!_shares.TryTake(out activity, out share))
            {
                return;
            }

            _running++;

            // Any free thread starts the next activity; this one may stay busy with its own.
            QueueNext();
        }

        _ = RunAsync(activity.From, activity.Start, share);
    }

    // Activities are grouped by the configured tag, or by partition if the instance does not have it.
    private string ShareOf(Partition from, ActivityStart start) =>
        start.Execution.Tags is { } tags && tags.TryGetValue(services.Options.ShareTag, out var share) ? share : from.Name;

    private void QueueNext()
    {
        if (!_isQueued && _shares.HasTurn && _running < services.Options.MaxConcurrentActivities)
        {
            _isQueued = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void OnEnded(ActivityShares.Share share)
    {
        Telemetry.ActivitiesInFlight.Add(-1);
        lock (_lock)
        {
            _count--;
            _running--;
            _shares.Ended(share);
            QueueNext();
        }
    }

    private async Task RunAsync(Partition from, ActivityStart start, ActivityShares.Share share)
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

        OnEnded(share);
        if (result is not null)
        {
            from.Post(new ActivityDoneInput(start.Instance, start.Execution, result));
        }
    }

    // Reading an exception's message can itself throw. That must not cost more than the log entry: the slot is still
    // released.
    private void Report(Exception failure, ActivityStart start, System.Diagnostics.Activity? span)
    {
        try
        {
            span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, Failures.MessageOf(failure));
            _log.LogWarning(failure, "Activity {Activity} of {InstanceId} failed.", start.Activity.Name, start.Instance.Id);
        }
        catch (Exception e)
        {
            _log.LogWarning(
                "Activity {Activity} of {InstanceId} failed; its exception could not be written: {Reason}",
                start.Activity.Name, start.Instance.Id, e.GetType());
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
