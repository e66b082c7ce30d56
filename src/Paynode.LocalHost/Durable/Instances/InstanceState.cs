using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// The state that follows from an instance's history without running its code: its status and the tasks that are still open.
/// A pure fold over the history.
/// </summary>
internal sealed class InstanceState
{
    public InstanceStarted Started { get; private set; } = null!;

    public OrchestrationRuntimeStatus Status { get; private set; } = OrchestrationRuntimeStatus.Pending;

    public DateTime UpdatedAt { get; private set; }

    public byte[]? CustomStatus { get; private set; }

    public byte[]? Output { get; private set; }

    public TaskFailureDetails? Failure { get; private set; }

    /// <summary>Set between the end of one generation and the start of the next.</summary>
    public ContinuedAsNew? Continuing { get; private set; }

    public Dictionary<int, ActivityScheduled> OpenActivities { get; } = [];

    public Dictionary<int, ChildScheduled> OpenChildren { get; } = [];

    public Dictionary<int, DateTime> OpenTimers { get; } = [];

    public bool IsEnded => Status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>Whether there is open work that a crash would lose track of if the instance were not reloaded.</summary>
    public bool IsBusy => OpenActivities.Count > 0 || Continuing is not null;

    public DateTime? NextDue
    {
        get
        {
            DateTime? next = null;
            foreach (var due in OpenTimers.Values)
            {
                next = next is null || due < next ? due : next;
            }

            return next;
        }
    }

    /// <summary>Applies one event of a step.</summary>
    public void Evolve(HistoryEvent value, DateTime time)
    {
        UpdatedAt = time;
        switch (value)
        {
            case InstanceStarted e:
                Start(e);
                break;
            case ActivityScheduled e:
                OpenActivities.Add(e.TaskId, e);
                break;
            case ActivityCompleted e:
                OpenActivities.Remove(e.TaskId);
                break;
            case ActivityFailed e:
                OpenActivities.Remove(e.TaskId);
                break;
            case TimerCreated e:
                OpenTimers.Add(e.TaskId, e.FireAt);
                break;
            case TimerCancelled e:
                OpenTimers.Remove(e.TaskId);
                break;
            case TimerFired e:
                Fire(e.TaskId);
                break;
            case ChildScheduled e:
                OpenChildren.Add(e.TaskId, e);
                break;
            case ChildCompleted e:
                OpenChildren.Remove(e.TaskId);
                break;
            case ChildFailed e:
                OpenChildren.Remove(e.TaskId);
                break;
            case CustomStatusSet e:
                CustomStatus = e.Status;
                break;
            default:
                EvolveLifecycle(value);
                break;
        }
    }

    private void EvolveLifecycle(HistoryEvent value)
    {
        switch (value)
        {
            case InstanceSuspended:
                Status = OrchestrationRuntimeStatus.Suspended;
                break;
            case InstanceResumed:
                Status = OpenTimers.ContainsKey(0) ? OrchestrationRuntimeStatus.Pending : OrchestrationRuntimeStatus.Running;
                break;
            case InstanceCompleted e:
                End(OrchestrationRuntimeStatus.Completed, e.Output, null);
                break;
            case InstanceFailed e:
                End(OrchestrationRuntimeStatus.Failed, null, e.Failure);
                break;
            case InstanceStopped e:
                OpenActivities.Clear();
                End(OrchestrationRuntimeStatus.Failed, null, e.Failure);
                break;
            case InstanceTerminated e:
                OpenActivities.Clear();
                End(OrchestrationRuntimeStatus.Terminated, e.Output, null);
                break;
            case EventRaised e when Continuing is { } next:
                // Events that arrive between two generations go to the next one.
                Continuing = next with { Carried = [.. next.Carried, e] };
                break;
            case ContinuedAsNew e:
                Continuing = e;
                OpenTimers.Clear();
                OpenChildren.Clear();
                break;
            default:
                break;
        }
    }

    private void Start(InstanceStarted started)
    {
        Started = started;
        Status = started.StartAt is null ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending;
        Continuing = null;
        Output = null;
        Failure = null;
        CustomStatus = null;
        OpenActivities.Clear();
        OpenChildren.Clear();
        OpenTimers.Clear();
        if (started.StartAt is { } startAt)
        {
            OpenTimers.Add(0, startAt);
        }
    }

    private void Fire(int taskId)
    {
        OpenTimers.Remove(taskId);
        if (taskId == 0 && Status == OrchestrationRuntimeStatus.Pending)
        {
            Status = OrchestrationRuntimeStatus.Running;
        }
    }

    private void End(OrchestrationRuntimeStatus status, byte[]? output, TaskFailureDetails? failure)
    {
        Status = status;
        Continuing = null;
        Output = output;
        Failure = failure;
        OpenTimers.Clear();
        OpenChildren.Clear();
    }
}
