using System.Buffers.Binary;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>Applies each kind of input to its instance.</summary>
internal sealed class InputHandler(EngineServices services, InstanceTable table, StepApplier applier)
{
    private readonly ILogger _log = services.Loggers.CreateLogger<InputHandler>();

    /// <summary>Handles an input for an instance that is in memory or known not to exist.</summary>
    public void Handle(InstanceInput input, Instance? instance, CommitWork work, CommitWork? inFlight)
    {
        switch (input)
        {
            case StartInput start:
                Start(start, instance, work, inFlight);
                break;
            case EventInput raised:
                Happen(instance, raised.Event, work);
                Telemetry.Raised(instance, raised);
                Answer(raised, () => raised.Reply.TrySetResult(), work, inFlight);
                break;
            case MessageInput { Message: var message }:
                work.Commit.Consumed.Add(message.Id);
                Local(message, instance, work);
                break;
            case QueryInput look:
                Look(look, instance, work, inFlight);
                break;
            case HistoryInput asked:
                var history = instance?.History.ToArray();
                Answer(asked, () => asked.Reply.TrySetResult(history), work, inFlight);
                break;
            case DueInput when instance is not null:
                FireDue(instance, work);
                break;
            default:
                break;
        }
    }

    /// <summary>An activity ended.</summary>
    public void ActivityDone(ActivityDoneInput done, CommitWork work)
    {
        var instance = done.Instance;
        var isOpen = ReferenceEquals(instance.State.Started, done.Execution)
            && instance.State.OpenActivities.ContainsKey(
                done.Result is ActivityCompleted e ? e.TaskId : ((ActivityFailed)done.Result).TaskId);
        if (isOpen)
        {
            applier.Apply(instance, done.Result, work);
        }
    }

    /// <summary>An orchestrator's code ran outside its thread.</summary>
    public void Violation(ViolationInput violation, CommitWork work)
    {
        if (table.TryGet(violation.InstanceId, out var instance)
            && ReferenceEquals(instance.State.Started, violation.Execution)
            && !instance.State.IsEnded)
        {
            var error = Violations.NonDeterministic(instance.Id, violation.Execution.Name, violation.Reason);
            _log.LogError(error, "Orchestration {InstanceId} ({Name}) is stopped.", instance.Id, violation.Execution.Name);
            applier.Apply(instance, new InstanceStopped(Failures.From(error)), work);
        }
    }

    /// <summary>A message from another instance.</summary>
    public void Local(InboxMessage message, Instance? instance, CommitWork work)
    {
        if (message.Event is StoreRequested)
        {
            if (instance is { DirtySince: > 0 })
            {
                work.Store(instance);
            }
        }
        else if (message.Event is StartRequested request)
        {
            if (MayStart(instance, request.Dedupe))
            {
                instance = Begin(message.InstanceId, request.Started, instance, work);
            }

            if (instance is { DirtySince: > 0 })
            {
                work.Store(instance);
            }
        }
        else if (message.Event is RewindRequested { Child: { } owed } rewind)
        {
            RewindChild(message.InstanceId, owed, rewind, instance, work);
        }
        else if (message.Event is InstanceStarted child)
        {
            StartChild(message.InstanceId, child, instance, work);
        }
        else if (message.Generation == InboxMessage.AnyGeneration || instance?.State.Started.Generation == message.Generation)
        {
            Happen(instance, message.Event, work);
        }
    }

    /// <summary>Resumes the open work of an instance that was read from the journal.</summary>
    public void Revive(Instance instance, CommitWork work)
    {
        foreach (var activity in instance.State.OpenActivities.Values)
        {
            work.Activities.Add(new(instance, instance.State.Started, activity));
        }

        if (instance.State.Continuing is not null)
        {
            Continue(instance, work);
        }
    }

    /// <summary>The end of an instance is durable: its waiters are completed.</summary>
    public void Ended(Instance instance, CommitWork done)
    {
        Telemetry.Ended(instance.Id, instance.State);
        if (instance.EndWaiters is { } waiters && instance.State.IsEnded)
        {
            instance.EndWaiters = null;
            var metadata = InstanceMetadata.From(instance.Id, instance.State, true, services.Payloads);
            done.Answers.AddRange(waiters.Select(waiter => (Action)(() => waiter.TrySetResult(metadata))));
        }
    }

    private static void Answer(PartitionInput asked, Action answer, CommitWork work, CommitWork? inFlight)
    {
        // Everything that the reply depends on is in this commit or the one in progress.
        var rest = work.Commit.IsEmpty && inFlight is not null ? inFlight : work;
        if (rest.Commit.IsEmpty)
        {
            answer();
            return;
        }

        rest.Answers.Add(answer);
        rest.Asked.Add(asked);
    }

    private void Start(StartInput start, Instance? instance, CommitWork work, CommitWork? inFlight)
    {
        if (!MayStart(instance, start.Dedupe))
        {
            Answer(start, () => start.Reply.TrySetException(Violations.AlreadyExists(start.InstanceId)), work, inFlight);
            return;
        }

        Begin(start.InstanceId, start.Started, instance, work);
        Answer(start, () => start.Reply.TrySetResult(), work, inFlight);
    }

    private static bool MayStart(Instance? former, OrchestrationRuntimeStatus[] dedupe) =>
        former is null || (former.State.IsEnded && !dedupe.Contains(former.State.Status));

    private void StartChild(string id, InstanceStarted child, Instance? instance, CommitWork work)
    {
        var parent = child.Parent!;
        if (instance is { State.IsEnded: false })
        {
            // The same start may arrive twice, but must not be confused with another parent's.
            if (instance.State.Started.Parent != parent)
            {
                applier.Send(parent.InstanceId, parent.Generation, Children.Refused(id, parent.TaskId), work);
            }

            return;
        }

        Begin(id, child, instance, work);
    }

    // The parent waits again for the child's result: it is sent, or the child is restarted and will produce one.
    private void RewindChild(string id, InstanceStarted owed, RewindRequested rewind, Instance? instance, CommitWork work)
    {
        var parent = owed.Parent!;
        if (instance is null)
        {
            Begin(id, owed, null, work);
        }
        else if (instance.State.Started.Parent != parent)
        {
            applier.Send(parent.InstanceId, parent.Generation, Children.Refused(id, parent.TaskId), work);
        }
        else if (instance.State.Status == OrchestrationRuntimeStatus.Failed)
        {
            Rewind(instance, rewind with { Child = null }, work);
        }
        else if (instance.State.Status == OrchestrationRuntimeStatus.Terminated)
        {
            Begin(id, owed, instance, work);
        }
        else if (instance.State.IsEnded)
        {
            applier.Send(parent.InstanceId, parent.Generation, Children.EndOf(instance.State, parent.TaskId), work);
        }
    }

    private Instance Begin(string id, InstanceStarted started, Instance? former, CommitWork work)
    {
        var instance = former ?? new Instance(id);
        if (former is null)
        {
            table.Add(instance, services.NowMs);
        }

        var generation = former is null ? FirstGeneration() : former.State.Started.Generation + 1;
        applier.Apply(instance, started with { Generation = generation }, work);
        return instance;
    }

    // Random, because a purged instance may have had this id, and messages still in flight to that one must not reach this
    // one.
    private int FirstGeneration()
    {
        Span<byte> id = stackalloc byte[16];
        services.NewId().TryWriteBytes(id);
        return BinaryPrimitives.ReadInt32LittleEndian(id[12..]) & MaxFirstGeneration;
    }

    /// <summary>28 bits: at most four bytes in the journal, with room for increments.</summary>
    private const int MaxFirstGeneration = 0x0FFF_FFFF;

    private void Happen(Instance? instance, HistoryEvent value, CommitWork work)
    {
        if (value is RewindRequested rewind)
        {
            if (instance is { State.Status: OrchestrationRuntimeStatus.Failed })
            {
                Rewind(instance, rewind, work);
            }

            return;
        }

        if (instance is null || instance.State.IsEnded)
        {
            return;
        }

        var isNothingNew = value switch
        {
            InstanceSuspended => instance.State.Status == OrchestrationRuntimeStatus.Suspended,
            InstanceResumed => instance.State.Status != OrchestrationRuntimeStatus.Suspended,
            ChildCompleted e => !instance.State.OpenChildren.ContainsKey(e.TaskId),
            ChildFailed e => !instance.State.OpenChildren.ContainsKey(e.TaskId),
            _ => false,
        };
        if (isNothingNew)
        {
            return;
        }

        applier.Apply(instance, value, work);
        if (value is InstanceResumed && instance.State.Continuing is not null)
        {
            work.Continuing.Add(instance);
        }
    }

    private void Rewind(Instance instance, RewindRequested rewind, CommitWork work)
    {
        _log.LogInformation(
            "Orchestration {InstanceId} ({Name}) is rewound: {Reason}", instance.Id, instance.State.Started.Name, rewind.Reason);
        var plan = RewindPlan.Of(HistoryDecoder.Steps(instance.History.Span));
        if (plan.Kept.Count == 0)
        {
            applier.Apply(instance, instance.State.Started, work);
        }
        else
        {
            applier.Restore(instance, plan.Kept, work);
            work.Activities.AddRange(plan
                .ActivitiesToRun(instance.State)
                .Select(activity => new ActivityStart(instance, instance.State.Started, activity)));
            var started = instance.State.Started;
            foreach (var child in plan.ChildrenToRewind(instance.State))
            {
                var link = new ParentLink(started.Name, instance.Id, started.Generation, child.TaskId);
                var owed = new InstanceStarted(
                    child.Name, child.Input, 0, instance.State.UpdatedAt, null, link, child.Tags, started.TraceParent, child.Version);
                applier.Send(child.InstanceId, InboxMessage.AnyGeneration, rewind with { Child = owed }, work);
            }
        }

        foreach (var input in plan.Redelivered)
        {
            Happen(instance, input, work);
        }
    }

    private void FireDue(Instance instance, CommitWork work)
    {
        var now = services.Clock.UtcNow;
        var due = instance.State.OpenTimers.Where(timer => timer.Value <= now).OrderBy(timer => timer.Value).Select(timer => timer.Key);
        foreach (var taskId in due.ToArray())
        {
            if (instance.State.OpenTimers.ContainsKey(taskId))
            {
                applier.Apply(instance, new TimerFired(taskId), work);
            }
        }
    }

    /// <summary>Starts the next generation of an instance that continued as new, unless already started.</summary>
    public void Continue(Instance instance, CommitWork work)
    {
        if (instance.State is not { Continuing: { } next, Status: not OrchestrationRuntimeStatus.Suspended })
        {
            return;
        }

        var former = instance.State.Started;
        var started = former with
        {
            Input = next.Input,
            Generation = former.Generation + 1,
            StartAt = null,
            Version = next.NewVersion ?? former.Version,
        };
        applier.Apply(instance, started, work);
        foreach (var carried in next.Carried)
        {
            // If an earlier event ends this generation too, the later ones are carried over.
            Happen(instance, carried, work);
        }
    }

    private void Look(QueryInput look, Instance? instance, CommitWork work, CommitWork? inFlight)
    {
        if (look.UntilEnded && instance is { State.IsEnded: false })
        {
            instance.HasEndWaiters();
            (instance.EndWaiters ??= []).Add(look.Reply);
            return;
        }

        var metadata = instance is null ? null : InstanceMetadata.From(instance.Id, instance.State, look.WithPayloads, services.Payloads);
        Answer(look, () => look.Reply.TrySetResult(metadata), work, inFlight);
    }
}
