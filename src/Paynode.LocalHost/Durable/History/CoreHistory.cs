using System.Text;
using DurableTask.Core;
using DurableTask.Core.History;

namespace Paynode.LocalHost.Durable;

/// <summary>Converts a history to Durable Task's own events.</summary>
internal static class CoreHistory
{
    /// <summary>The events of an instance, oldest first; each step begins with an <see cref="OrchestratorStartedEvent"/>.</summary>
    public static List<global::DurableTask.Core.History.HistoryEvent> Of(string instanceId, IEnumerable<HistoryStep> steps)
    {
        var events = new List<global::DurableTask.Core.History.HistoryEvent>();
        foreach (var step in steps)
        {
            events.Add(At(new OrchestratorStartedEvent(-1), step.Time));
            events.AddRange(step.Events
                .Select(value => Of(instanceId, value))
                .OfType<global::DurableTask.Core.History.HistoryEvent>()
                .Select(shown => At(shown, step.Time)));
            events.Add(At(new OrchestratorCompletedEvent(-1), step.Time));
        }

        return events;
    }

    // Durable Task has no event for a cancelled timer or a custom status.
    private static global::DurableTask.Core.History.HistoryEvent? Of(string instanceId, HistoryEvent value) => value switch
    {
        InstanceStarted e => Started(instanceId, e),
        ActivityScheduled e => new TaskScheduledEvent(e.TaskId, e.Name, "", Text(e.Input)) { Tags = e.Tags?.ToDictionary() },
        ActivityCompleted e => new TaskCompletedEvent(-1, e.TaskId, Text(e.Result)),
        ActivityFailed e => new TaskFailedEvent(
            -1, e.TaskId, e.Failure.ErrorMessage, e.Failure.StackTrace, FailureDetailsConverter.ToCore(e.Failure)),
        TimerCreated e => new TimerCreatedEvent(e.TaskId, e.FireAt),
        TimerFired e => new TimerFiredEvent(-1) { TimerId = e.TaskId },
        ChildScheduled e => new SubOrchestrationInstanceCreatedEvent(e.TaskId)
        {
            Name = e.Name,
            InstanceId = e.InstanceId,
            Input = Text(e.Input),
            Version = e.Version ?? "",
        },
        ChildCompleted e => new SubOrchestrationInstanceCompletedEvent(-1, e.TaskId, Text(e.Result)),
        ChildFailed e => new SubOrchestrationInstanceFailedEvent(
            -1, e.TaskId, e.Failure.ErrorMessage, e.Failure.StackTrace, FailureDetailsConverter.ToCore(e.Failure)),
        EventRaised e => new EventRaisedEvent(-1, Text(e.Payload)) { Name = e.Name },
        EventSent e => new EventSentEvent(e.TaskId) { InstanceId = e.InstanceId, Name = e.Name, Input = Text(e.Payload) },
        InstanceSuspended e => new ExecutionSuspendedEvent(-1, e.Reason),
        InstanceResumed e => new ExecutionResumedEvent(-1, e.Reason),
        InstanceTerminated e => new ExecutionTerminatedEvent(-1, Text(e.Output)),
        InstanceCompleted e => new ExecutionCompletedEvent(-1, Text(e.Output), OrchestrationStatus.Completed, null),
        InstanceFailed e => new ExecutionCompletedEvent(-1, null, OrchestrationStatus.Failed, FailureDetailsConverter.ToCore(e.Failure)),
        InstanceStopped e => new ExecutionCompletedEvent(-1, null, OrchestrationStatus.Failed, FailureDetailsConverter.ToCore(e.Failure)),
        ContinuedAsNew e => new ContinueAsNewEvent(-1, Text(e.Input)),
        _ => null,
    };

    private static ExecutionStartedEvent Started(string instanceId, InstanceStarted e) => new(-1, Text(e.Input))
    {
        Name = e.Name,
        Version = e.Version ?? "",
        OrchestrationInstance = new OrchestrationInstance { InstanceId = instanceId, ExecutionId = $"{e.Generation:x}" },
        Tags = e.Tags?.ToDictionary(),
        ScheduledStartTime = e.StartAt,
        ParentInstance = e.Parent is not { } parent ? null : new ParentInstance
        {
            Name = parent.Name,
            OrchestrationInstance = new OrchestrationInstance { InstanceId = parent.InstanceId },
            TaskScheduleId = parent.TaskId,
        },
    };

    private static global::DurableTask.Core.History.HistoryEvent At(global::DurableTask.Core.History.HistoryEvent shown, DateTime time)
    {
        shown.Timestamp = time;
        return shown;
    }

    private static string? Text(byte[]? json) => json is null ? null : Encoding.UTF8.GetString(json);
}
