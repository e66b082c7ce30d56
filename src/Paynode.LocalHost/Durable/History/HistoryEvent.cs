using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>One fact of an instance's history. What happens to it is an input, what it decides is an output.</summary>
internal abstract record HistoryEvent;

/// <summary>The parent that waits for a sub-orchestration's end.</summary>
internal sealed record ParentLink(string Name, string InstanceId, int Generation, int TaskId);

/// <summary>
/// Input: the instance (or its next generation) was started. It begins at <paramref name="StartAt"/> when that is set,
/// belongs to the trace in <paramref name="TraceParent"/>, and shows its code the <paramref name="Version"/> that it was started with.
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

/// <summary>Input: the timer is due. Task 0 is the delayed start itself.</summary>
internal sealed record TimerFired(int TaskId) : HistoryEvent;

/// <summary>Input: an event was raised.</summary>
internal sealed record EventRaised(string Name, byte[]? Payload) : HistoryEvent;

/// <summary>Input: the sub-orchestration returned.</summary>
internal sealed record ChildCompleted(int TaskId, byte[]? Result) : HistoryEvent;

/// <summary>Input: the sub-orchestration failed or was terminated.</summary>
internal sealed record ChildFailed(int TaskId, TaskFailureDetails Failure) : HistoryEvent;

/// <summary>Input: what happens from here on is kept until the instance is resumed.</summary>
internal sealed record InstanceSuspended(string? Reason) : HistoryEvent;

/// <summary>Input: the instance goes on.</summary>
internal sealed record InstanceResumed(string? Reason) : HistoryEvent;

/// <summary>Input: the instance was ended from outside.</summary>
internal sealed record InstanceTerminated(byte[]? Output, bool Recursive) : HistoryEvent;

/// <summary>Input: the runtime stops the instance, because its code broke the rules of orchestrators.</summary>
internal sealed record InstanceStopped(TaskFailureDetails Failure) : HistoryEvent;

/// <summary>A message, not history: the owner of the instance is to bring its stored row up to date.</summary>
internal sealed record StoreRequested : HistoryEvent;

/// <summary>
/// A message, not history: the owner of the id is to start the instance, unless one is in flight or ended in one of
/// these states; and to store what there is then, so that the sender can read which start it was.
/// </summary>
internal sealed record StartRequested(InstanceStarted Started, OrchestrationRuntimeStatus[] Dedupe) : HistoryEvent;

/// <summary>
/// A message, not history: a failed instance is to go on from before the failed tasks that ended it. To a sub-orchestration the
/// rewound parent says how it was started: whatever became of it, the parent is owed its end.
/// </summary>
internal sealed record RewindRequested(string Reason, InstanceStarted? Child) : HistoryEvent;

/// <summary>In place of a message that this release cannot read; the message stays where it is.</summary>
internal sealed record Unreadable(string Reason) : HistoryEvent;

/// <summary>Output: an activity is to run.</summary>
internal sealed record ActivityScheduled(
    int TaskId, string Name, byte[]? Input, IReadOnlyDictionary<string, string>? Tags = null) : HistoryEvent;

/// <summary>Output: a timer is to fire.</summary>
internal sealed record TimerCreated(int TaskId, DateTime FireAt) : HistoryEvent;

/// <summary>Output: a timer is not wanted any more.</summary>
internal sealed record TimerCancelled(int TaskId) : HistoryEvent;

/// <summary>Output: a sub-orchestration is to start.</summary>
internal sealed record ChildScheduled(
    int TaskId, string Name, string InstanceId, byte[]? Input, string? Version = null, IReadOnlyDictionary<string, string>? Tags = null) : HistoryEvent;

/// <summary>Output: an event is to be raised to another instance.</summary>
internal sealed record EventSent(int TaskId, string InstanceId, string Name, byte[]? Payload) : HistoryEvent;

/// <summary>Output: the status that queries show.</summary>
internal sealed record CustomStatusSet(byte[]? Status) : HistoryEvent;

/// <summary>Output: the orchestrator returned.</summary>
internal sealed record InstanceCompleted(byte[]? Output) : HistoryEvent;

/// <summary>Output: the orchestrator threw.</summary>
internal sealed record InstanceFailed(TaskFailureDetails Failure) : HistoryEvent;

/// <summary>Output: the instance begins anew with another input, the events it had not taken, and another version if one is given.</summary>
internal sealed record ContinuedAsNew(byte[]? Input, IReadOnlyList<EventRaised> Carried, string? NewVersion = null) : HistoryEvent;
