using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// The context that an orchestrator's code uses; every call becomes an output or a wait of its
/// <see cref="OrchestratorRun"/>.
/// </summary>
internal sealed class RunContext(
    OrchestratorRun run,
    string instanceId,
    InstanceStarted started,
    PayloadSerializer payloads,
    ILoggerFactory loggers) : TaskOrchestrationContext
{
    private readonly Dictionary<int, DurableTaskSource> _open = [];
    private int _lastTaskId;
    private int _lastGuid;

    public EventMailbox Mailbox { get; } = new();

    /// <summary>Whether an activity, a sub-orchestration or a timer is open, awaited or not.</summary>
    public bool HasOpenTasks => _open.Count > 0;

    /// <summary>The arguments of <see cref="ContinueAsNew(object?, bool)"/>, if it was called.</summary>
    public (byte[]? Input, bool KeepEvents, string? NewVersion)? NextGeneration { get; private set; }

    /// <summary>The input as JSON.</summary>
    public byte[]? RawInput => started.Input;

    public override TaskName Name { get; } = started.Name;

    public override string InstanceId { get; } = instanceId;

    public override ParentOrchestrationInstance? Parent { get; } =
        started.Parent is { } parent ? new(parent.Name, parent.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => run.Now;

    public override bool IsReplaying => run.IsReplaying;

    /// <summary>The version that the instance was started with; empty if none.</summary>
    public override string Version => started.Version ?? "";

    /// <exception cref="NotSupportedException">Always.</exception>
    public override TaskOrchestrationEntityFeature Entities =>
        throw new NotSupportedException(
            "The local host has no entities; keep shared state in the database or in a separate orchestration.");

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T? GetInput<T>()
        where T : default => payloads.Read<T>(started.Input);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        var payload = payloads.Write(RequireInput(input, options));
        var tags = TagsOf(options);
        return options?.Retry is { } retry
            ? RetryLoop.RunAsync(this, retry, () => CallActivityOnce<TResult>(name, payload, tags))
            : CallActivityOnce<TResult>(name, payload, tags);
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        var payload = payloads.Write(RequireInput(input, options));
        return options?.Retry is { } retry
            ? RetryLoop.RunAsync(this, retry, () => CallChildOnce<TResult>(orchestratorName, payload, options))
            : CallChildOnce<TResult>(orchestratorName, payload, options);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        run.Thread.Demand();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var source = new DurableTaskSource<object?>("timer", ++_lastTaskId);
        run.Outputs.Add(new TimerCreated(
            source.TaskId,
            fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc)));
        _open.Add(source.TaskId, source);
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.UnsafeRegister(_ => CancelTimer(source, cancellationToken), null);
        }

        return source.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        run.Thread.Demand();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var source = new DurableTaskSource<T>(eventName, 0);
        if (Mailbox.Take(eventName) is { } kept)
        {
            source.Complete(kept.Payload, payloads);
            return source.Task;
        }

        var place = Mailbox.Wait(eventName, source);
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.UnsafeRegister(_ => GiveUpWaiting(place, cancellationToken), null);
        }

        return source.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        run.Thread.Demand();
        InstanceIds.Check(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        run.Outputs.Add(new EventSent(++_lastTaskId, instanceId, eventName, payloads.Write(payload)));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        run.Thread.Demand();
        run.Outputs.Add(new CustomStatusSet(payloads.Write(customStatus)));
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        run.Thread.Demand();
        NextGeneration = (payloads.Write(newInput), preserveUnprocessedEvents, null);
    }

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        run.Thread.Demand();
        NextGeneration = (payloads.Write(options.NewInput), options.PreserveUnprocessedEvents, options.NewVersion);
    }

    public override Guid NewGuid()
    {
        run.Thread.Demand();
        var name = Encoding.UTF8.GetBytes($"{InstanceId}\n{started.Generation}\n{started.CreatedAt.Ticks}\n{++_lastGuid}");
        var hash = SHA256.HashData(name).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    public void Complete(int taskId, byte[]? result)
    {
        if (_open.Remove(taskId, out var source))
        {
            source.Complete(result, payloads);
        }
    }

    public void Fail(int taskId, TaskFailureDetails failure)
    {
        if (_open.Remove(taskId, out var source))
        {
            source.Fail(failure);
        }
    }

    public void Fire(int taskId)
    {
        if (_open.Remove(taskId, out var source))
        {
            source.Complete(null, payloads);
        }
    }

    public void Raise(EventRaised raised) => Mailbox.Raise(raised)?.Complete(raised.Payload, payloads);

    // The platform rejects the same mistake: options passed in place of the input.
    private static object? RequireInput(object? input, TaskOptions? options) => input is TaskOptions && options is null
        ? throw new ArgumentException("A TaskOptions was given as the input. Name the argument: options.", nameof(input))
        : input;

    private static Dictionary<string, string>? TagsOf(TaskOptions? options) => options?.Tags is { Count: > 0 } tags ? new(tags) : null;

    private Task<TResult> CallActivityOnce<TResult>(TaskName name, byte[]? input, Dictionary<string, string>? tags)
    {
        run.Thread.Demand();
        InstanceIds.CheckName(name);
        var source = new DurableTaskSource<TResult>(name, ++_lastTaskId);
        run.Outputs.Add(new ActivityScheduled(source.TaskId, name, input, tags));
        _open.Add(source.TaskId, source);
        return source.Task;
    }

    private Task<TResult> CallChildOnce<TResult>(TaskName name, byte[]? input, TaskOptions? options)
    {
        run.Thread.Demand();
        InstanceIds.CheckName(name);
        var childId = (options as SubOrchestrationOptions)?.InstanceId;
        if (childId is not null)
        {
            InstanceIds.Check(childId);
        }

        var source = new DurableTaskSource<TResult>(name, ++_lastTaskId);
        childId ??= Children.IdOf(InstanceId, started, source.TaskId);
        run.Outputs.Add(new ChildScheduled(source.TaskId, name, childId, input, VersionOf(options), TagsOf(options)));
        _open.Add(source.TaskId, source);
        return source.Task;
    }

    private static string? VersionOf(TaskOptions? options) =>
        ((options as SubOrchestrationOptions)?.Version ?? options?.Version) is { Version.Length: > 0 } version ? version.Version : null;

    private void CancelTimer(DurableTaskSource source, CancellationToken cancellation)
    {
        // A token that cancels by timer (CancelAfter) calls back on a thread-pool thread, where an exception would end the
        // process.
        if (run.Thread.Check() && _open.Remove(source.TaskId))
        {
            run.Outputs.Add(new TimerCancelled(source.TaskId));
            source.Cancel(cancellation);
        }
    }

    private void GiveUpWaiting(LinkedListNode<DurableTaskSource> place, CancellationToken cancellation)
    {
        if (run.Thread.Check())
        {
            EventMailbox.GiveUp(place);
            place.Value.Cancel(cancellation);
        }
    }
}
