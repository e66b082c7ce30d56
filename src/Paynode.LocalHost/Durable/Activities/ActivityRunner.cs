using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Runs activities on the thread pool, a bounded number at once, and reports their ends to their partitions. Who is next,
/// when there are more than places, <see cref="ActivityShares"/> says.
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

    /// <summary>Runs an activity now or when its turn comes.</summary>
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

    /// <summary>Tells running activities that the host stops.</summary>
    public Task CancelAsync() => _stopping.CancelAsync();

    /// <summary>Forgets a partition that is closed; what it has waiting is run by the next owner.</summary>
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

            // The next one is begun by whichever thread is free; this one may keep its thread.
            QueueNext();
        }

        _ = RunAsync(activity.From, activity.Start, share);
    }

    // What is told apart by a tag shares by it; the rest by its partition.
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
