using Microsoft.DurableTask;

namespace Paynode.LocalHost.Durable;

/// <summary>A task that an orchestrator awaits and the journal completes.</summary>
internal abstract class DurableTaskSource(string name, int taskId)
{
    public string Name { get; } = name;

    public int TaskId { get; } = taskId;

    public abstract void Complete(byte[]? payload, PayloadSerializer payloads);

    public abstract void Fail(TaskFailureDetails failure);

    public abstract bool Cancel(CancellationToken cancellation);
}

/// <summary>A <see cref="DurableTaskSource"/> with a typed result.</summary>
internal sealed class DurableTaskSource<T>(string name, int taskId) : DurableTaskSource(name, taskId)
{
    // Continuations run inside SetResult, on the orchestrator's thread, which makes their order deterministic.
    private readonly TaskCompletionSource<T> _source = new();

    public Task<T> Task => _source.Task;

    public override void Complete(byte[]? payload, PayloadSerializer payloads)
    {
        T? value;
        try
        {
            value = payloads.Read<T>(payload);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or NotSupportedException)
        {
            _source.TrySetException(new TaskFailedException(Name, TaskId, e));
            return;
        }

        _source.TrySetResult(value!);
    }

    public override void Fail(TaskFailureDetails failure) =>
        _source.TrySetException(new TaskFailedException(Name, TaskId, failure));

    public override bool Cancel(CancellationToken cancellation) => _source.TrySetCanceled(cancellation);
}
