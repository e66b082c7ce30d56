using Microsoft.DurableTask;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Runs all of an orchestrator's code sequentially on the thread that applies its next step. Code that resumes elsewhere
/// (after awaiting a task that is not durable, or <c>ConfigureAwait(false)</c>) is not deterministic and is reported.
/// </summary>
internal sealed class OrchestratorThread(Action<string> onViolation) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private int _thread;

    /// <summary>Whether the caller is the orchestrator's own code.</summary>
    public bool IsCurrent => _thread == Environment.CurrentManagedThreadId;

    /// <summary>Runs an orchestrator's callback and everything that it posts.</summary>
    public void Run<TState>(Action<TState> piece, TState state)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            piece(state);
            while (_posted.TryDequeue(out var next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            _thread = 0;
            SetSynchronizationContext(outer);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            _posted.Enqueue((d, state));
            return;
        }

        onViolation("it awaited a task that does not come from its TaskOrchestrationContext");
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("An orchestrator cannot be entered from outside.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Whether the caller is the orchestrator's own code; if not, the violation is reported.</summary>
    public bool Check()
    {
        if (!IsCurrent)
        {
            onViolation("it used its TaskOrchestrationContext from another thread");
        }

        return IsCurrent;
    }

    /// <summary>Throws if the context is used from any other thread.</summary>
    public void Demand()
    {
        if (!Check())
        {
            throw new InvalidOperationException(
                "A TaskOrchestrationContext may only be used by its orchestrator's own code: "
                + "no ConfigureAwait(false), no Task.Run, no awaiting of other tasks.");
        }
    }
}
