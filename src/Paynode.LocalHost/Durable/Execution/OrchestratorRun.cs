using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// One orchestrator in memory: takes inputs in journal order and returns the code's decisions. It does no I/O and reads no
/// clock, so the same inputs always produce the same outputs if the code is deterministic.
/// </summary>
internal sealed class OrchestratorRun
{
    private readonly OrchestratorDefinition _definition;
    private readonly RunContext _context;
    private readonly Queue<HistoryEvent> _held = new();
    private Task<byte[]?>? _code;
    private bool _suspended;

    public OrchestratorRun(
        OrchestratorDefinition definition,
        string instanceId,
        InstanceStarted started,
        PayloadSerializer payloads,
        ILoggerFactory loggers,
        Action<string> onViolation)
    {
        _definition = definition;
        Thread = new OrchestratorThread(onViolation);
        _context = new RunContext(this, instanceId, started, payloads, loggers);
    }

    public OrchestratorThread Thread { get; }

    /// <summary>Decisions of the code since this list was last cleared.</summary>
    public List<HistoryEvent> Outputs { get; } = [];

    public bool IsReplaying { get; private set; }

    public DateTime Now { get; private set; }

    /// <summary>Whether the orchestrator has ended and its result has been output.</summary>
    public bool Ended { get; private set; }

    /// <summary>The exception with which the code ended, if any.</summary>
    public Exception? Error => _code?.Exception?.InnerException;

    /// <summary>
    /// Applies one input and runs the code until it waits again; decisions are added to <see cref="Outputs"/>.
    /// </summary>
    public void Deliver(HistoryEvent input, DateTime now, bool replaying)
    {
        Now = now;
        IsReplaying = replaying;
        if (input is InstanceSuspended)
        {
            _suspended = true;
        }
        else if (input is InstanceResumed)
        {
            _suspended = false;
            while (!_suspended && _held.TryDequeue(out var held))
            {
                Thread.Run(static x => x.Self.React(x.Input), (Self: this, Input: held));
            }
        }
        else if (_suspended)
        {
            _held.Enqueue(input);
        }
        else
        {
            Thread.Run(static x => x.Self.React(x.Input), (Self: this, Input: input));
        }

        ConcludeIfEnded();
    }

    /// <summary>Ends the run once its code has returned or thrown and none of its tasks is open.</summary>
    private void ConcludeIfEnded()
    {
        if (_code is not { IsCompleted: true } || Ended || _context.HasOpenTasks)
        {
            return;
        }

        if (Error is { } error)
        {
            Outputs.Add(new InstanceFailed(Failures.From(error)));
        }
        else if (_code.IsCanceled)
        {
            Outputs.Add(new InstanceFailed(Failures.From(new TaskCanceledException("The orchestrator ended with a cancelled task."))));
        }
        else if (_context.NextGeneration is { } next)
        {
            Outputs.Add(new ContinuedAsNew(next.Input, next.KeepEvents ? [.. _context.Mailbox.Kept] : [], next.NewVersion));
        }
        else
        {
            Outputs.Add(new InstanceCompleted(_code.Result));
        }

        Ended = true;
    }

    private void React(HistoryEvent input)
    {
        switch (input)
        {
            case InstanceStarted { StartAt: null } or TimerFired { TaskId: 0 }:
                _code = _definition.Start(_context);
                break;
            case ActivityCompleted e:
                _context.Complete(e.TaskId, e.Result);
                break;
            case ChildCompleted e:
                _context.Complete(e.TaskId, e.Result);
                break;
            case ActivityFailed e:
                _context.Fail(e.TaskId, e.Failure);
                break;
            case ChildFailed e:
                _context.Fail(e.TaskId, e.Failure);
                break;
            case TimerFired e:
                _context.Fire(e.TaskId);
                break;
            case EventRaised e:
                _context.Raise(e);
                break;
            default:
                break;
        }
    }
}
