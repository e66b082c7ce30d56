using DurableTask.Core.Exceptions;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Applies one input to an instance, runs its code, and adds the step to the commit being built, with the effects that the
/// commit will release.
/// </summary>
internal sealed class StepApplier(
    int partition, EngineServices services, InstanceTable table, TimerHeap timers, Action<PartitionInput> post)
{
    private static readonly List<HistoryEvent> NoOutputs = [];

    private readonly ByteWriter _step = new();
    private readonly Queue<InboxMessage> _local = new();
    private string _runningId = "";
    private string _runningName = "";
    private long _since;
    private readonly ILogger _log = services.Loggers.CreateLogger<StepApplier>();

    /// <summary>The step whose code is running, if any. Thread-safe.</summary>
    public RunningStep? Running => Volatile.Read(ref _since) is var since and not 0
        ? new(_runningId, _runningName, since)
        : null;

    /// <summary>Messages between instances of this partition, processed within the current commit.</summary>
    public Queue<InboxMessage> Local => _local;

    /// <summary>Applies one input.</summary>
    public void Apply(Instance instance, HistoryEvent input, CommitWork work)
    {
        var now = services.Clock.UtcNow;
        if (now < instance.State.UpdatedAt)
        {
            now = instance.State.UpdatedAt;
        }

        // The code of a generation that has ended takes no more inputs.
        var isOver = instance.State.IsEnded || instance.State.Continuing is not null;
        (_runningId, _runningName) = (instance.Id, (input as InstanceStarted ?? instance.State.Started).Name);
        Volatile.Write(ref _since, services.Time.GetTimestamp());
        var outputs = input is InstanceStopped || (input is not InstanceStarted && isOver) ? NoOutputs : Run(instance, input, now);
        Volatile.Write(ref _since, 0);
        Record(instance, input, outputs, now, work);
    }

    /// <summary>
    /// Replaces an instance's history with an earlier version of it; the code is replayed when the next input arrives.
    /// </summary>
    /// <param name="instance">The instance to restore.</param>
    /// <param name="steps">The history, from its start.</param>
    /// <param name="work">The commit being built.</param>
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

        // All steps in one record, because readers of the journal reset an instance's history at each start.
        JournalRecord.Append(work.Commit, instance.Id, instance.History.Span);
        table.MarkDirty(instance, work.Commit.Sequence, services.NowMs);
    }

    /// <summary>Replays an instance's code to the end of its history.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code's decisions differ from the history.</exception>
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
                _log.LogError(
                    error,
                    "Orchestration {InstanceId} ({Name}) failed.",
                    instance.Id,
                    instance.State.Started?.Name ?? ((InstanceStarted)input).Name);
            }

            return run.Outputs;
        }
        catch (Exception e)
        {
            // Whatever the code throws, only its own instance is stopped.
            _log.LogError(e, "Orchestration {InstanceId} ({Name}) is stopped.", instance.Id, instance.State.Started?.Name);
            return [new InstanceFailed(Failures.From(e))];
        }
    }

    private OrchestratorRun Create(Instance instance, InstanceStarted started)
    {
        if (!services.Orchestrators.TryGetValue(started.Name, out var definition))
        {
            definition = new(
                started.Name,
                _ => Task.FromException<byte[]?>(new InvalidOperationException($"There is no orchestrator named '{started.Name}'.")));
        }

        return new OrchestratorRun(
            definition,
            instance.Id,
            started,
            services.Payloads,
            services.Loggers,
            reason => post(new ViolationInput(instance.Id, started, reason)));
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

    // Steps and histories are never split; an instance whose history would exceed the limit is failed.
    private List<HistoryEvent> Encode(Instance instance, HistoryEvent input, List<HistoryEvent> outputs, DateTime now)
    {
        _step.Clear();
        HistoryEncoder.Step(_step, now, input, outputs);
        if (instance.History.Length + (long)_step.Length <= services.Options.MaxHistoryBytes
            || instance.State.IsEnded
            || input is InstanceStopped or InstanceTerminated)
        {
            return outputs;
        }

        var error = new InvalidOperationException(
            $"The history would have more than {services.Options.MaxHistoryBytes} bytes. "
            + "Use smaller values, or ContinueAsNew, to keep it short.");
        _log.LogError(
            error,
            "Orchestration {InstanceId} ({Name}) is stopped.",
            instance.Id,
            instance.State.Started?.Name ?? (input as InstanceStarted)?.Name);
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
                var child = new InstanceStarted(
                    e.Name,
                    e.Input,
                    0,
                    instance.State.UpdatedAt,
                    null,
                    link,
                    Children.TagsOf(started, e.Tags),
                    started.TraceParent,
                    e.Version);
                var isNewId = e.InstanceId == Children.IdOf(instance.Id, started, e.TaskId);
                Send(e.InstanceId, InboxMessage.AnyGeneration, child, work, isNewId);
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

    /// <summary>
    /// Sends to an instance: within this commit if the target is in memory or certainly new, otherwise through the inbox.
    /// </summary>
    public void Send(string target, int generation, HistoryEvent value, CommitWork work, bool isNew = false)
    {
        var to = services.Partitioning.Of(target);
        var message = new InboxMessage(services.NewId(), to, target, generation, value);
        if (to == partition
            && work.LocalMessages < MaxLocalMessages
            && work.Bytes < services.Options.MaxCommitBytes
            && (isNew || table.TryGet(target, out _)))
        {
            work.LocalMessages++;
            _local.Enqueue(message);
            return;
        }

        work.Commit.Outgoing.Add(message);
    }

    /// <summary>
    /// Maximum number of local messages in one commit. Beyond it, or when the commit is full, messages go through the inbox,
    /// so that every commit is eventually closed.
    /// </summary>
    private const int MaxLocalMessages = 1000;
}
