using DurableTask.Core.Exceptions;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Gives an instance one input, runs its code, and puts the step into the commit that is being built, with the
/// effects that its commit will release.
/// </summary>
internal sealed class StepApplier(int partition, EngineServices services, InstanceTable table, TimerHeap timers, Action<PartitionInput> post)
{
    private static readonly List<HistoryEvent> NoOutputs = [];

    private readonly ByteWriter _step = new();
    private readonly Queue<InboxMessage> _local = new();
    private string _runningId = "";
    private string _runningName = "";
    private long _since;
    private readonly ILogger _log = services.Loggers.CreateLogger<StepApplier>();

    /// <summary>The step whose code runs now, if any does. May be read from anywhere.</summary>
    public RunningStep? Running => Volatile.Read(ref _since) is var since and not 0
        ? new(_runningId, _runningName, since)
        : null;

    /// <summary>Messages between instances of this partition that are taken within the present commit.</summary>
    public Queue<InboxMessage> Local => _local;

    /// <summary>Takes one input.</summary>
    public void Apply(Instance instance, HistoryEvent input, CommitWork work)
    {
        var now = services.Clock.UtcNow;
        if (now < instance.State.UpdatedAt)
        {
            now = instance.State.UpdatedAt;
        }

        // The code of a generation that is over takes nothing any more.
        var isOver = instance.State.IsEnded || instance.State.Continuing is not null;
        (_runningId, _runningName) = (instance.Id, (input as InstanceStarted ?? instance.State.Started).Name);
        Volatile.Write(ref _since, services.Time.GetTimestamp());
        var outputs = input is InstanceStopped || (input is not InstanceStarted && isOver) ? NoOutputs : Run(instance, input, now);
        Volatile.Write(ref _since, 0);
        Record(instance, input, outputs, now, work);
    }

    /// <summary>Gives an instance an earlier history of its own; its code is replayed when the next input comes.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="steps">The history, from its start.</param>
    /// <param name="work">The commit that is being built.</param>
    public void Restore(Instance instance, IReadOnlyList<HistoryStep> steps, CommitWork work)
    {
        instance.Run = null;
        instance.History.Clear();
        foreach (var step in steps)
        {
            HistoryEncoder.Step(instance.History, step.Time, step.Input, [.. step.Events.Skip(1)]);
            foreach (var value in step.Events)
            {
                Evolve(instance, value, step.Time);
            }
        }

        // One record with all of it: whoever reads the journal begins anew where an instance starts.
        JournalRecord.Append(work.Commit, instance.Id, instance.History.Span);
        table.MarkDirty(instance, work.Commit.Sequence, services.NowMs);
    }

    /// <summary>Brings the code of an instance to where its history ends.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code does not decide as the history says.</exception>
    private OrchestratorRun Resume(Instance instance)
    {
        if (instance.Run is { } running)
        {
            return running;
        }

        var started = instance.State.Started;
        var run = Create(instance, started);
        Telemetry.Replays.Add(1);
        Replay.Through(run, instance.Id, started.Name, HistoryDecoder.Steps(instance.History.Span));
        return instance.Run = run;
    }

    private List<HistoryEvent> Run(Instance instance, HistoryEvent input, DateTime now)
    {
        if (input is InstanceTerminated)
        {
            return NoOutputs;
        }

        try
        {
            var run = input is InstanceStarted started ? instance.Run = Create(instance, started) : Resume(instance);
            run.Outputs.Clear();
            run.Deliver(input, now, replaying: false);
            if (run is { Ended: true, Error: { } error })
            {
                _log.LogError(error, "Orchestration {InstanceId} ({Name}) failed.", instance.Id, instance.State.Started?.Name ?? ((InstanceStarted)input).Name);
            }

            return run.Outputs;
        }
        catch (Exception e)
        {
            // Whatever the code does, it stops its own instance and no other.
            _log.LogError(e, "Orchestration {InstanceId} ({Name}) is stopped.", instance.Id, instance.State.Started?.Name);
            return [new InstanceFailed(Failures.From(e))];
        }
    }

    private OrchestratorRun Create(Instance instance, InstanceStarted started)
    {
        if (!services.Orchestrators.TryGetValue(started.Name, out var definition))
        {
            definition = new(started.Name, _ => Task.FromException<byte[]?>(new InvalidOperationException($"There is no orchestrator named '{started.Name}'.")));
        }

        return new OrchestratorRun(
            definition, instance.Id, started, services.Payloads, services.Loggers, reason => post(new ViolationInput(instance.Id, started, reason)));
    }

    private void Record(Instance instance, HistoryEvent input, List<HistoryEvent> outputs, DateTime now, CommitWork work)
    {
        if (input is InstanceStarted)
        {
            instance.History.Clear();
        }

        outputs = Encode(instance, input, outputs, now);
        instance.History.Raw(_step.Span);
        JournalRecord.Append(work.Commit, instance.Id, _step.Span);
        table.MarkDirty(instance, work.Commit.Sequence, services.NowMs);

        var wasEnded = instance.State.IsEnded;
        var children = input is InstanceTerminated { Recursive: true } ? instance.State.OpenChildren.Values.ToArray() : [];
        Evolve(instance, input, now);
        for (var i = 0; i < outputs.Count; i++)
        {
            Evolve(instance, outputs[i], now);
            Release(instance, outputs[i], work);
        }

        foreach (var child in children)
        {
            Send(child.InstanceId, InboxMessage.AnyGeneration, input, work);
        }

        if (instance.State.IsEnded)
        {
            End(instance, wasEnded && input is not InstanceStarted, work);
        }
    }

    // A step is written whole, and so is a history; one that outgrows what can be written ends its own instance.
    private List<HistoryEvent> Encode(Instance instance, HistoryEvent input, List<HistoryEvent> outputs, DateTime now)
    {
        _step.Clear();
        HistoryEncoder.Step(_step, now, input, outputs);
        if (instance.History.Length + (long)_step.Length <= services.Options.MaxHistoryBytes || instance.State.IsEnded || input is InstanceStopped or InstanceTerminated)
        {
            return outputs;
        }

        var error = new InvalidOperationException(
            $"The history would have more than {services.Options.MaxHistoryBytes} bytes. Smaller values, or ContinueAsNew, keep it short.");
        _log.LogError(error, "Orchestration {InstanceId} ({Name}) is stopped.", instance.Id, instance.State.Started?.Name ?? (input as InstanceStarted)?.Name);
        outputs = [new InstanceFailed(Failures.From(error))];
        _step.Clear();
        HistoryEncoder.Step(_step, now, input, outputs);
        return outputs;
    }

    private void Evolve(Instance instance, HistoryEvent value, DateTime now)
    {
        instance.State.Evolve(value, now);
        switch (value)
        {
            case TimerCreated e:
                instance.Timers[e.TaskId] = timers.Add(instance.Id, e.FireAt);
                break;
            case TimerCancelled e:
                Disarm(instance, e.TaskId);
                break;
            case TimerFired e:
                Disarm(instance, e.TaskId);
                break;
            case InstanceStarted e:
                DisarmAll(instance);
                if (e.StartAt is { } startAt)
                {
                    instance.Timers[0] = timers.Add(instance.Id, startAt);
                }

                break;
            case ContinuedAsNew:
                DisarmAll(instance);
                break;
            default:
                break;
        }
    }

    private void Disarm(Instance instance, int taskId)
    {
        if (instance.Timers.Remove(taskId, out var entry))
        {
            timers.Cancel(entry);
        }
    }

    private void DisarmAll(Instance instance)
    {
        foreach (var entry in instance.Timers.Values)
        {
            timers.Cancel(entry);
        }

        instance.Timers.Clear();
    }

    private void Release(Instance instance, HistoryEvent output, CommitWork work)
    {
        var started = instance.State.Started;
        switch (output)
        {
            case ActivityScheduled e:
                work.Activities.Add(new(instance, started, e));
                break;
            case ChildScheduled e:
                var link = new ParentLink(started.Name, instance.Id, started.Generation, e.TaskId);
                Send(e.InstanceId, InboxMessage.AnyGeneration, new InstanceStarted(e.Name, e.Input, 0, instance.State.UpdatedAt, null, link, Children.TagsOf(started, e.Tags), started.TraceParent, e.Version), work, isNew: e.InstanceId == Children.IdOf(instance.Id, started, e.TaskId));
                break;
            case EventSent e:
                Send(e.InstanceId, InboxMessage.AnyGeneration, new EventRaised(e.Name, e.Payload), work);
                break;
            case ContinuedAsNew:
                work.Continuing.Add(instance);
                break;
            default:
                break;
        }
    }

    private void End(Instance instance, bool again, CommitWork work)
    {
        DisarmAll(instance);
        instance.Run = null;
        work.Store(instance);
        if (again)
        {
            return;
        }

        work.Ended.Add(instance);
        if (instance.State.Started.Parent is { } parent)
        {
            Send(parent.InstanceId, parent.Generation, Children.EndOf(instance.State, parent.TaskId), work);
        }
    }

    /// <summary>Sends to an instance: within this commit when the target is here or certainly new, otherwise through the inbox.</summary>
    public void Send(string target, int generation, HistoryEvent value, CommitWork work, bool isNew = false)
    {
        var to = services.Partitioning.Of(target);
        var message = new InboxMessage(services.NewId(), to, target, generation, value);
        if (to == partition && work.LocalMessages < MaxLocalMessages && work.Bytes < services.Options.MaxCommitBytes && (isNew || table.TryGet(target, out _)))
        {
            work.LocalMessages++;
            _local.Enqueue(message);
            return;
        }

        work.Commit.Outgoing.Add(message);
    }

    /// <summary>Local messages in one commit; past it, or when it is full, they take the inbox, so that every commit is closed in the end.</summary>
    private const int MaxLocalMessages = 1000;
}
