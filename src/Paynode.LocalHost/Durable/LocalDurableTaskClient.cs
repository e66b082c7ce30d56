using System.Runtime.CompilerServices;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;

namespace Paynode.LocalHost.Durable;

/// <summary>The client of the durable runtime in this process.</summary>
internal sealed partial class LocalDurableTaskClient(DurableEngine engine) : DurableTaskClient("local")
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Delay before an owner is first polled for its reply: the time of a few commits.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);

    /// <summary>Maximum number of instances in one page; a page is returned in one response.</summary>
    private const int MaxPageSize = 1000;

    private EngineServices Services => engine.Services;

    /// <exception cref="NotSupportedException">Always.</exception>
    public override DurableEntityClient Entities => throw new NotSupportedException("The local host has no entities.");

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        if (orchestratorName.Name is null || !Services.Orchestrators.TryGetValue(orchestratorName.Name, out var definition))
        {
            return Task.FromException<string>(
                new ArgumentException($"There is no orchestrator named '{orchestratorName.Name}'.", nameof(orchestratorName)));
        }

        var id = options?.InstanceId ?? Services.NewId().ToString("N");
        InstanceIds.Check(id);
        var partition = engine.PartitionOf(id);

        // Under overload most requests end here, so this path must be cheap.
        return partition is { IsBusy: true }
            ? Task.FromException<string>(Busy())
            : StartAsync(partition, definition.Name, id, input, options, cancellation);
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return HappenAsync(instanceId, new EventRaised(eventName, Services.Payloads.Write(eventPayload)), cancellation);
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        HappenAsync(
            instanceId, new InstanceTerminated(Services.Payloads.Write(options?.Output), options?.Recursive ?? false), cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        HappenAsync(instanceId, new InstanceSuspended(reason), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        HappenAsync(instanceId, new InstanceResumed(reason), cancellation);

    public override async Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        InstanceIds.Check(instanceId);
        if (engine.PartitionOf(instanceId) is { } partition)
        {
            var look = new QueryInput(instanceId, getInputsAndOutputs, untilEnded: false);
            await AskAsync(partition, look, look.Reply.Task, cancellation).ConfigureAwait(false);
            return await look.Reply.Task.ConfigureAwait(false);
        }

        return await AskElsewhereAsync(instanceId, new StoreRequested(), cancellation).ConfigureAwait(false) is { } row
            ? InstanceMetadata.From(row, getInputsAndOutputs, Services.Payloads)
            : null;
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        GetInstanceAsync(instanceId, getInputsAndOutputs, cancellation);

    public override async Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        while (true)
        {
            var instance = await GetInstanceAsync(instanceId, getInputsAndOutputs, cancellation).ConfigureAwait(false)
                ?? throw NoSuchInstance(instanceId);
            if (instance.RuntimeStatus != OrchestrationRuntimeStatus.Pending)
            {
                return instance;
            }

            await Task.Delay(PollInterval, Services.Time, cancellation).ConfigureAwait(false);
        }
    }

    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        InstanceIds.Check(instanceId);
        while (true)
        {
            try
            {
                if (engine.PartitionOf(instanceId) is { } partition)
                {
                    var look = new QueryInput(instanceId, withPayloads: true, untilEnded: true);
                    using var leave = cancellation.UnsafeRegister(
                        static (reply, token) => ((TaskCompletionSource<OrchestrationMetadata?>)reply!).TrySetCanceled(token), look.Reply);
                    partition.Post(look);
                    return await look.Reply.Task.ConfigureAwait(false) ?? throw NoSuchInstance(instanceId);
                }

                // The end of an instance is stored immediately, so there is no need to ask the owner.
                var rows = await Services.Journal.LoadAsync([instanceId], cancellation).ConfigureAwait(false);
                if (rows.FirstOrDefault(row => IsEnded(row.Status)) is { } ended)
                {
                    return InstanceMetadata.From(ended, withPayloads: true, Services.Payloads);
                }
            }
            catch (DurableUnavailableException)
            {
                // The partition is moving to another process; the wait continues there.
            }

            await Task.Delay(PollInterval, Services.Time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Restarts an instance with its original name, input, tags and version.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">The id is to be kept, but the instance has not ended.</exception>
    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        var started = await StartOfAsync(instanceId, cancellation).ConfigureAwait(false);
        var id = restartWithNewInstanceId ? Services.NewId().ToString("N") : instanceId;
        var again = started with
        {
            CreatedAt = Services.Clock.UtcNow,
            StartAt = null,
            Parent = null,
            Generation = 0,
            TraceParent = Telemetry.CurrentTraceParent,
        };
        try
        {
            return await StartAsync(engine.PartitionOf(id), again, id, isNewId: restartWithNewInstanceId, dedupe: [], cancellation)
                .ConfigureAwait(false);
        }
        catch (OrchestrationAlreadyExistsException e)
        {
            throw new InvalidOperationException(
                $"Instance '{instanceId}' has not ended; it can be restarted with a new id only.", e);
        }
    }

    /// <summary>
    /// Resumes a failed instance from before the failed tasks that ended it: they run again, failed sub-orchestrations are
    /// rewound, and tasks that completed or events that were raised later still count. Failures that the code handled (by a
    /// retry or a compensation) are kept. If no task failed, the last step is repeated, which helps once the code has been
    /// fixed.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has not failed.</exception>
    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        var instance = await GetInstanceAsync(instanceId, false, cancellation).ConfigureAwait(false)
            ?? throw new ArgumentException($"There is no orchestration instance '{instanceId}'.", nameof(instanceId));
        if (instance.RuntimeStatus != OrchestrationRuntimeStatus.Failed)
        {
            throw new InvalidOperationException($"Instance '{instanceId}' is {instance.RuntimeStatus}; only a failed one can be rewound.");
        }

        await HappenAsync(instanceId, new RewindRequested(reason, null), cancellation).ConfigureAwait(false);
    }

    /// <summary>The history of the instance's current generation.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public override async Task<IList<DurableTask.Core.History.HistoryEvent>> GetOrchestrationHistoryAsync(
        string instanceId, CancellationToken cancellation = default) =>
        CoreHistory.Of(instanceId, await StepsOfAsync(instanceId, cancellation).ConfigureAwait(false));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<string> StartAsync(
        Partition? partition, string name, string id, object? input, StartOrchestrationOptions? options, CancellationToken cancellation)
    {
        var now = Services.Clock.UtcNow;
        var startAt = options?.StartAt?.UtcDateTime is { } at && at > now ? at : (DateTime?)null;
        var started = new InstanceStarted(
            name,
            Services.Payloads.Write(input),
            0,
            now,
            startAt,
            null,
            options?.Tags is { Count: > 0 } tags ? tags : null,
            Telemetry.CurrentTraceParent,
            options?.Version is { Version.Length: > 0 } version ? version.Version : null);
        return await StartAsync(partition, started, id, isNewId: options?.InstanceId is null, DedupeOf(options), cancellation)
            .ConfigureAwait(false);
    }

    private async Task<string> StartAsync(
        Partition? partition,
        InstanceStarted started,
        string id,
        bool isNewId,
        OrchestrationRuntimeStatus[] dedupe,
        CancellationToken cancellation)
    {
        if (partition is not null)
        {
            var start = new StartInput(id, started, isNewId, dedupe);
            await AskAsync(partition, start, start.Reply.Task, cancellation).ConfigureAwait(false);
            return id;
        }

        var request = new StartRequested(started, dedupe);
        if (isNewId)
        {
            await SendElsewhereAsync(id, request, cancellation).ConfigureAwait(false);
            return id;
        }

        // The owner decides; the creation time shows whose start it accepted.
        var stored = await AskElsewhereAsync(id, request, cancellation).ConfigureAwait(false);
        return stored is null || Instance.FromRow(stored).State.Started.CreatedAt == started.CreatedAt
            ? id
            : throw Violations.AlreadyExists(id);
    }

    private async Task<InstanceStarted> StartOfAsync(string instanceId, CancellationToken cancellation) =>
        (InstanceStarted)(await StepsOfAsync(instanceId, cancellation).ConfigureAwait(false))[0].Input;

    private async Task<List<HistoryStep>> StepsOfAsync(string instanceId, CancellationToken cancellation) =>
        await HistoryOfAsync(instanceId, cancellation).ConfigureAwait(false) is { Length: > 0 } history
            ? HistoryDecoder.Steps(history)
            : throw new ArgumentException($"There is no orchestration instance '{instanceId}'.", nameof(instanceId));

    private static DurableUnavailableException Busy() => new("The durable runtime cannot accept more work at present.", BusyPause);

    private static bool IsEnded(OrchestrationRuntimeStatus status) => status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    private static InvalidOperationException NoSuchInstance(string id) => new($"There is no orchestration instance '{id}'.");

    private static OrchestrationRuntimeStatus[] DedupeOf(StartOrchestrationOptions? options) =>
        options?.DedupeStatuses?.Select(Enum.Parse<OrchestrationRuntimeStatus>).ToArray() ?? [];

    /// <summary>An instance's steps, still encoded; null if there is no such instance.</summary>
    internal async Task<byte[]?> HistoryOfAsync(string instanceId, CancellationToken cancellation)
    {
        InstanceIds.Check(instanceId);
        if (engine.PartitionOf(instanceId) is { } partition)
        {
            var input = new HistoryInput(instanceId);
            await AskAsync(partition, input, input.Reply.Task, cancellation).ConfigureAwait(false);
            return await input.Reply.Task.ConfigureAwait(false);
        }

        return (await AskElsewhereAsync(instanceId, new StoreRequested(), cancellation).ConfigureAwait(false))?.History;
    }

    // Another process has the instance in memory. Ask it to store the current state; it has done so once the message is
    // gone.
    private async Task<InstanceRow?> AskElsewhereAsync(string instanceId, HistoryEvent what, CancellationToken cancellation)
    {
        var partition = Services.Partitioning.Of(instanceId);
        var request = new InboxMessage(Services.NewId(), partition, instanceId, InboxMessage.AnyGeneration, what);
        await Services.Journal.SendAsync([request], cancellation).ConfigureAwait(false);
        engine.Tell(partition);
        var begun = Services.Time.GetTimestamp();
        var pause = FirstLook;
        while (await Services.Journal.IsInInboxAsync(request.Id, cancellation).ConfigureAwait(false))
        {
            if (Services.Time.GetElapsedTime(begun) > Services.Options.CallTimeout)
            {
                throw new DurableUnavailableException("The instance's owner does not respond.", BusyPause);
            }

            await Task.Delay(pause, Services.Time, cancellation).ConfigureAwait(false);
            pause = pause * 2 < PollInterval ? pause * 2 : PollInterval;
        }

        return await Services.Journal.LoadAsync([instanceId], cancellation).ConfigureAwait(false) is [var row] ? row : null;
    }

    private async Task HappenAsync(string instanceId, HistoryEvent value, CancellationToken cancellation)
    {
        InstanceIds.Check(instanceId);
        if (engine.PartitionOf(instanceId) is { } partition)
        {
            var input = new EventInput(instanceId, value, System.Diagnostics.Activity.Current?.Context ?? default);
            await AskAsync(partition, input, input.Reply.Task, cancellation).ConfigureAwait(false);
            return;
        }

        await SendElsewhereAsync(instanceId, value, cancellation).ConfigureAwait(false);
    }

    private async Task SendElsewhereAsync(string instanceId, HistoryEvent value, CancellationToken cancellation)
    {
        var partition = Services.Partitioning.Of(instanceId);
        await Services.Journal.SendAsync(
            [new(Services.NewId(), partition, instanceId, InboxMessage.AnyGeneration, value)], cancellation).ConfigureAwait(false);
        engine.Tell(partition);
    }

    private async Task AskAsync(Partition partition, PartitionInput input, Task reply, CancellationToken cancellation)
    {
        if (partition.IsBusy)
        {
            throw Busy();
        }

        partition.Post(input);
        try
        {
            await reply.WaitAsync(Services.Options.CallTimeout, Services.Time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new DurableUnavailableException("The journal does not respond.", BusyPause, e);
        }
    }
}
