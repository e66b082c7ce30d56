using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>An input for a partition's loop.</summary>
internal abstract class PartitionInput
{
    /// <summary>Fails the caller's reply, if there is a caller.</summary>
    public virtual void Refuse(Exception reason)
    {
    }
}

/// <summary>An input for one instance, which must be loaded first.</summary>
internal abstract class InstanceInput(string instanceId) : PartitionInput
{
    public string InstanceId { get; } = instanceId;
}

/// <summary>Starts an instance.</summary>
internal sealed class StartInput(
    string instanceId, InstanceStarted started, bool isNewId, OrchestrationRuntimeStatus[] dedupe) : InstanceInput(instanceId)
{
    public InstanceStarted Started { get; } = started;

    /// <summary>Whether the id was just generated, so that no instance can have it.</summary>
    public bool IsNewId { get; } = isNewId;

    /// <summary>Statuses of an existing instance that prevent it from being replaced.</summary>
    public OrchestrationRuntimeStatus[] Dedupe { get; } = dedupe;

    public TaskCompletionSource Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Refuse(Exception reason) => Reply.TrySetException(reason);
}

/// <summary>An input for an instance, from a client.</summary>
internal sealed class EventInput(
    string instanceId, HistoryEvent value, System.Diagnostics.ActivityContext origin) : InstanceInput(instanceId)
{
    public HistoryEvent Event { get; } = value;

    /// <summary>The trace of the caller; linked to the instance's own.</summary>
    public System.Diagnostics.ActivityContext Origin { get; } = origin;

    public TaskCompletionSource Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Refuse(Exception reason) => Reply.TrySetException(reason);
}

/// <summary>A durable message from another instance or process.</summary>
internal sealed class MessageInput(InboxMessage message) : InstanceInput(message.InstanceId)
{
    public InboxMessage Message { get; } = message;
}

/// <summary>A timer of an instance is due.</summary>
internal sealed class DueInput(string instanceId) : InstanceInput(instanceId);

/// <summary>Queries an instance's current state; the reply is sent after the pending commit is durable.</summary>
internal sealed class QueryInput(string instanceId, bool withPayloads, bool untilEnded) : InstanceInput(instanceId)
{
    public bool WithPayloads { get; } = withPayloads;

    public bool UntilEnded { get; } = untilEnded;

    public TaskCompletionSource<OrchestrationMetadata?> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Refuse(Exception reason) => Reply.TrySetException(reason);
}

/// <summary>Queries an instance's steps.</summary>
internal sealed class HistoryInput(string instanceId) : InstanceInput(instanceId)
{
    public TaskCompletionSource<byte[]?> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Refuse(Exception reason) => Reply.TrySetException(reason);
}

/// <summary>An activity ended.</summary>
internal sealed class ActivityDoneInput(Instance instance, InstanceStarted execution, HistoryEvent result) : PartitionInput
{
    public Instance Instance { get; } = instance;

    public InstanceStarted Execution { get; } = execution;

    public HistoryEvent Result { get; } = result;
}

/// <summary>An orchestrator's code broke the rules between steps.</summary>
internal sealed class ViolationInput(string instanceId, InstanceStarted execution, string reason) : PartitionInput
{
    public string InstanceId { get; } = instanceId;

    public InstanceStarted Execution { get; } = execution;

    public string Reason { get; } = reason;
}

/// <summary>Stored instances were read.</summary>
internal sealed class LoadedInput(IReadOnlyCollection<string> asked, IReadOnlyList<InstanceRow> rows, Exception? error) : PartitionInput
{
    public IReadOnlyCollection<string> Asked { get; } = asked;

    public IReadOnlyList<InstanceRow> Rows { get; } = rows;

    public Exception? Error { get; } = error;
}

/// <summary>Requests that all stored rows be brought up to date.</summary>
internal sealed class StoreAllInput : PartitionInput
{
    public TaskCompletionSource Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Refuse(Exception reason) => Reply.TrySetException(reason);
}
