using System.Collections.Immutable;
using Microsoft.DurableTask;

namespace Paynode.LocalHost.Durable;

/// <summary>Encodes steps in the journal's binary form.</summary>
internal static class HistoryEncoder
{
    /// <summary>Appends a step: time, number of events, input, outputs.</summary>
    public static void Step(ByteWriter to, DateTime time, HistoryEvent input, IReadOnlyList<HistoryEvent> outputs)
    {
        to.Time(time);
        to.Int(1 + outputs.Count);
        Event(to, input);
        for (var i = 0; i < outputs.Count; i++)
        {
            Event(to, outputs[i]);
        }
    }

    /// <summary>Appends one event.</summary>
    public static void Event(ByteWriter to, HistoryEvent value)
    {
        switch (value)
        {
            case ActivityCompleted e:
                Task(to, EventKind.ActivityCompleted, e.TaskId);
                to.Bytes(e.Result);
                break;
            case ActivityScheduled e:
                Task(to, e.Tags is null ? EventKind.ActivityScheduled : EventKind.TaggedActivityScheduled, e.TaskId);
                to.Text(e.Name);
                to.Bytes(e.Input);
                if (e.Tags is not null)
                {
                    Tags(to, e.Tags);
                }

                break;
            case TimerFired e:
                Task(to, EventKind.TimerFired, e.TaskId);
                break;
            case TimerCreated e:
                Task(to, EventKind.TimerCreated, e.TaskId);
                to.Time(e.FireAt);
                break;
            case TimerCancelled e:
                Task(to, EventKind.TimerCancelled, e.TaskId);
                break;
            case ActivityFailed e:
                Task(to, EventKind.ActivityFailed, e.TaskId);
                Failure(to, e.Failure);
                break;
            case EventRaised e:
                to.Byte((byte)EventKind.EventRaised);
                Raised(to, e);
                break;
            case EventSent e:
                Task(to, EventKind.EventSent, e.TaskId);
                to.Text(e.InstanceId);
                to.Text(e.Name);
                to.Bytes(e.Payload);
                break;
            default:
                Lifecycle(to, value);
                break;
        }
    }

    private static void Lifecycle(ByteWriter to, HistoryEvent value)
    {
        switch (value)
        {
            case InstanceStarted e:
                to.Byte((byte)(e.Version is null ? EventKind.InstanceStarted : EventKind.VersionedInstanceStarted));
                Started(to, e);
                break;
            case InstanceCompleted e:
                to.Byte((byte)EventKind.InstanceCompleted);
                to.Bytes(e.Output);
                break;
            case InstanceFailed e:
                to.Byte((byte)EventKind.InstanceFailed);
                Failure(to, e.Failure);
                break;
            case InstanceTerminated e:
                to.Byte((byte)EventKind.InstanceTerminated);
                to.Bytes(e.Output);
                to.Byte(e.Recursive ? (byte)1 : (byte)0);
                break;
            case InstanceStopped e:
                to.Byte((byte)EventKind.InstanceStopped);
                Failure(to, e.Failure);
                break;
            case InstanceSuspended e:
                to.Byte((byte)EventKind.InstanceSuspended);
                to.Text(e.Reason);
                break;
            case InstanceResumed e:
                to.Byte((byte)EventKind.InstanceResumed);
                to.Text(e.Reason);
                break;
            case CustomStatusSet e:
                to.Byte((byte)EventKind.CustomStatusSet);
                to.Bytes(e.Status);
                break;
            case StoreRequested:
                to.Byte((byte)EventKind.StoreRequested);
                break;
            case RewindRequested e:
                to.Byte((byte)EventKind.RewindRequested);
                to.Text(e.Reason);
                to.Byte((byte)(e.Child is null ? 0 : e.Child.Version is null ? 1 : 2));
                if (e.Child is not null)
                {
                    Started(to, e.Child);
                }

                break;
            case StartRequested e:
                to.Byte((byte)(e.Started.Version is null ? EventKind.StartRequested : EventKind.VersionedStartRequested));
                Started(to, e.Started);
                to.Bytes([.. e.Dedupe.Select(status => (byte)status)]);
                break;
            case ContinuedAsNew e:
                to.Byte((byte)(e.NewVersion is null ? EventKind.ContinuedAsNew : EventKind.VersionedContinuedAsNew));
                Continued(to, e);
                break;
            default:
                Child(to, value);
                break;
        }
    }

    private static void Child(ByteWriter to, HistoryEvent value)
    {
        switch (value)
        {
            case ChildScheduled e:
                var isPlain = e.Version is null && e.Tags is null;
                Task(to, isPlain ? EventKind.ChildScheduled : EventKind.TaggedChildScheduled, e.TaskId);
                to.Text(e.Name);
                to.Text(e.InstanceId);
                to.Bytes(e.Input);
                if (!isPlain)
                {
                    to.Text(e.Version);
                    Tags(to, e.Tags);
                }

                break;
            case ChildCompleted e:
                Task(to, EventKind.ChildCompleted, e.TaskId);
                to.Bytes(e.Result);
                break;
            case ChildFailed e:
                Task(to, EventKind.ChildFailed, e.TaskId);
                Failure(to, e.Failure);
                break;
            default:
                throw new InvalidOperationException($"{value.GetType().Name} has no encoding.");
        }
    }

    private static void Task(ByteWriter to, EventKind kind, int taskId)
    {
        to.Byte((byte)kind);
        to.Int(taskId);
    }

    private static void Raised(ByteWriter to, EventRaised e)
    {
        to.Text(e.Name);
        to.Bytes(e.Payload);
    }

    private static void Continued(ByteWriter to, ContinuedAsNew e)
    {
        to.Bytes(e.Input);
        to.Int(e.Carried.Count);
        foreach (var carried in e.Carried)
        {
            Raised(to, carried);
        }

        if (e.NewVersion is not null)
        {
            to.Text(e.NewVersion);
        }
    }

    private static void Started(ByteWriter to, InstanceStarted e)
    {
        to.Text(e.Name);
        to.Bytes(e.Input);
        to.Int(e.Generation);
        to.Time(e.CreatedAt);
        to.Int64(e.StartAt?.Ticks ?? 0);
        to.Text(e.Parent?.InstanceId);
        if (e.Parent is { } parent)
        {
            to.Text(parent.Name);
            to.Int(parent.Generation);
            to.Int(parent.TaskId);
        }

        to.Text(e.TraceParent);
        Tags(to, e.Tags);
        if (e.Version is not null)
        {
            to.Text(e.Version);
        }
    }

    private static void Tags(ByteWriter to, IReadOnlyDictionary<string, string>? tags)
    {
        to.Int(tags?.Count ?? 0);
        foreach (var (key, value) in tags ?? ImmutableDictionary<string, string>.Empty)
        {
            to.Text(key);
            to.Text(value);
        }
    }

    private static void Failure(ByteWriter to, TaskFailureDetails failure)
    {
        to.Text(failure.ErrorType);
        to.Text(failure.ErrorMessage);
        to.Text(failure.StackTrace);
        to.Byte(failure.InnerFailure is null ? (byte)0 : (byte)1);
        if (failure.InnerFailure is { } inner)
        {
            Failure(to, inner);
        }
    }
}
