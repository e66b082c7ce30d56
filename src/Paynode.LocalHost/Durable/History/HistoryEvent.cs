using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>One event of an instance's history. Inputs happen to the instance; outputs are its decisions.</summary>
internal abstract record HistoryEvent;

/// <summary>The parent that waits for a sub-orchestration to end.</summary>
internal sealed record ParentLink(string Name, string InstanceId, int Generation, int TaskId);

/// <summary>
/// Input: the instance, or its next generation, was started. It begins at <paramref name="StartAt"/> if that is set, belongs
/// to the trace in <paramref name="TraceParent"/>, and its code sees the <paramref name="Version"/> that it was started
/// with.
/// </summary>
internal sealed record InstanceStarted(
    string Name,
    byte[]? Input,
    int Generation,
    DateTime CreatedAt,
    DateTime? StartAt,
    ParentLink? Parent,
    IReadOnlyDictionary<string, string>? Tags,
    string? TraceParent,
    string? Version = null) : HistoryEvent;

/// <summary>Input: the activity returned.</summary>
internal sealed record ActivityCompleted(int TaskId, byte[]? Result) : HistoryEvent;

/// <summary>Input: the activity threw.</summary>
internal sealed record ActivityFailed(int TaskId, TaskFailureDetails Failure) : HistoryEvent;

/// <summary>Input: the timer fired. Task 0 is a delayed start.</summary>
internal sealed record TimerFired(int TaskId) : HistoryEvent;

/// <summary>Input: an event was raised.</summary>
internal sealed record EventRaised(string Name, byte[]? Payload) : HistoryEvent;

/// <summary>Input: the sub-orchestration returned.</summary>
internal sealed record ChildCompleted(int TaskId, byte[]? Result) : HistoryEvent;

/// <summary>Input: the sub-orchestration failed or was terminated.</summary>
internal sealed record ChildFailed(int TaskId, TaskFailureDetails Failure) : HistoryEvent;

/// <summary>Input: the instance was suspended; later inputs are held until it is resumed.</summary>
internal sealed record InstanceSuspended(string? Reason) : HistoryEvent;

/// <summary>Input: the instance was resumed.</summary>
internal sealed record InstanceResumed(string? Reason) : HistoryEvent;

/// <summary>Input: the instance was terminated from outside.</summary>
internal sealed record InstanceTerminated(byte[]? Output, bool Recursive) : HistoryEvent;

/// <summary>Input: the runtime stopped the instance because its code violated the rules of orchestrators.</summary>
internal sealed record InstanceStopped(TaskFailureDetails Failure) : HistoryEvent;

/// <summary>A message, not history: asks the instance's owner to update its stored row.</summary>
internal sealed record StoreRequested : HistoryEvent;

/// <summary>
/// A message, not history: asks the owner of the id to start the instance, unless one is active or has ended in one of these
/// states; and then to store the current instance, so that the sender can tell which start succeeded.
/// </summary>
internal sealed record StartRequested(InstanceStarted Started, OrchestrationRuntimeStatus[] Dedupe) : HistoryEvent;

/// <summary>
/// A message, not history: resumes a failed instance from before the failed tasks that ended it. For a sub-orchestration it
/// includes how the rewound parent started it: whatever its state, the parent is still waiting for its result.
/// </summary>
internal sealed record RewindRequested(string Reason, InstanceStarted? Child) : HistoryEvent;

/// <summary>Placeholder for a message that this release cannot read; the message stays in the inbox.</summary>
internal sealed record Unreadable(string Reason) : HistoryEvent;

/// <summary>Output: schedules an activity.</summary>
internal sealed record ActivityScheduled(
    int TaskId, string Name, byte[]? Input, IReadOnlyDictionary<string, string>? Tags = null) : HistoryEvent;

/// <summary>Output: creates a timer.</summary>
internal sealed record TimerCreated(int TaskId, DateTime FireAt) : HistoryEvent;

/// <summary>Output: cancels a timer.</summary>
internal sealed record TimerCancelled(int TaskId) : HistoryEvent;

/// <summary>Output: starts a sub-orchestration.</summary>
internal sealed record ChildScheduled(
    int TaskId,
    string Name,
    string InstanceId,
    byte[]? Input,
    string? Version = null,
    IReadOnlyDictionary<string, string>? Tags = null) : HistoryEvent;

/// <summary>Output: raises an event to another instance.</summary>
internal sealed record EventSent(int TaskId, string InstanceId, string Name, byte[]? Payload) : HistoryEvent;

/// <summary>Output: sets the custom status shown by queries.</summary>
internal sealed record CustomStatusSet(byte[]? Status) : HistoryEvent;

/// <summary>Output: the orchestrator returned.</summary>
internal sealed record InstanceCompleted(byte[]? Output) : HistoryEvent;

/// <summary>Output: the orchestrator threw.</summary>
internal sealed record InstanceFailed(TaskFailureDetails Failure) : HistoryEvent;

/// <summary>
/// Output: the instance continues as new with another input, its unprocessed events and, if given, another version.
/// </summary>
internal sealed record ContinuedAsNew(byte[]? Input, IReadOnlyList<EventRaised> Carried, string? NewVersion = null) : HistoryEvent;
