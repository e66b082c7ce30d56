using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost;

/// <summary>
/// What an orchestrator may do. An orchestrator is replayed from its journal, so all that is not deterministic
/// (time, identifiers, input and output) goes through this context or through an activity.
/// </summary>
public abstract class TaskOrchestrationContext
{
    /// <summary>The orchestration's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The instance's id.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The orchestration that called this one, if any.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>The time of the step being run, in UTC; the same on every replay.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether the code is being run again over what is already in the journal.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>The logger factory behind the replay-safe loggers.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    /// <summary>The instance's input.</summary>
    /// <typeparam name="T">The type to read it as.</typeparam>
    /// <returns>The input, or the type's default when there is none.</returns>
    public abstract T? GetInput<T>();

    /// <summary>Calls an activity, at least once.</summary>
    /// <param name="name">The activity's name.</param>
    /// <param name="input">Its input, written as JSON.</param>
    /// <param name="options">How it is run.</param>
    /// <returns>A task that ends with the activity.</returns>
    /// <exception cref="TaskFailedException">The activity failed.</exception>
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null)
        => CallActivityAsync<object>(name, input, options);

    /// <summary>Calls an activity, at least once.</summary>
    /// <typeparam name="TResult">The type to read its result as.</typeparam>
    /// <param name="name">The activity's name.</param>
    /// <param name="input">Its input, written as JSON.</param>
    /// <param name="options">How it is run.</param>
    /// <returns>The activity's result.</returns>
    /// <exception cref="TaskFailedException">The activity failed.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <inheritdoc cref="CallActivityAsync(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options)
        => CallActivityAsync(name, null, options);

    /// <inheritdoc cref="CallActivityAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options)
        => CallActivityAsync<TResult>(name, null, options);

    /// <summary>Starts a durable timer. One that is neither fired nor cancelled keeps the instance open.</summary>
    /// <param name="delay">From now, in orchestration time.</param>
    /// <param name="cancellationToken">Cancels the timer.</param>
    /// <returns>A task that ends when the timer fires.</returns>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken)
        => CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>Starts a durable timer. One that is neither fired nor cancelled keeps the instance open.</summary>
    /// <param name="fireAt">When it fires, in UTC.</param>
    /// <param name="cancellationToken">Cancels the timer.</param>
    /// <returns>A task that ends when the timer fires.</returns>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>Waits for an event raised to this instance. One that came before is delivered at once.</summary>
    /// <typeparam name="T">The type to read the payload as.</typeparam>
    /// <param name="eventName">The event's name, without regard to case.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The payload.</returns>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>Waits for an event raised to this instance, for a limited time.</summary>
    /// <typeparam name="T">The type to read the payload as.</typeparam>
    /// <param name="eventName">The event's name, without regard to case.</param>
    /// <param name="timeout">How long, in orchestration time.</param>
    /// <returns>The payload.</returns>
    /// <exception cref="TaskCanceledException">The time ran out.</exception>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout)
    {
        using var stopTimer = new CancellationTokenSource();
        using var stopWaiting = new CancellationTokenSource();
        var timer = CreateTimer(timeout, stopTimer.Token);
        var received = WaitForExternalEvent<T>(eventName, stopWaiting.Token);
        var loser = await Task.WhenAny(timer, received) == received ? stopTimer : stopWaiting;
        // Not CancelAsync: the continuation has to stay on the orchestrator's own thread.
        loser.Cancel();
        return await received;
    }

    /// <summary>Raises an event to another instance; dropped when there is none.</summary>
    /// <param name="instanceId">The other instance.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">Its payload, written as JSON.</param>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Sets the status that queries show; kept across replays.</summary>
    /// <param name="customStatus">The status, written as JSON; null clears it.</param>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>Calls another orchestration and waits for its output.</summary>
    /// <typeparam name="TResult">The type to read the output as.</typeparam>
    /// <param name="orchestratorName">Its name.</param>
    /// <param name="input">Its input, written as JSON.</param>
    /// <param name="options">How it is run; <see cref="SubOrchestrationOptions"/> sets its instance id.</param>
    /// <returns>The output.</returns>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null);

    /// <summary>Calls another orchestration and waits for its end.</summary>
    /// <param name="orchestratorName">Its name.</param>
    /// <param name="input">Its input, written as JSON.</param>
    /// <param name="options">How it is run; <see cref="SubOrchestrationOptions"/> sets its instance id.</param>
    /// <returns>A task that ends with it.</returns>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
        => CallSubOrchestratorAsync<object>(orchestratorName, input, options);

    /// <inheritdoc cref="CallSubOrchestratorAsync(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, TaskOptions options)
        => CallSubOrchestratorAsync(orchestratorName, null, options);

    /// <inheritdoc cref="CallSubOrchestratorAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, TaskOptions options)
        => CallSubOrchestratorAsync<TResult>(orchestratorName, null, options);

    /// <summary>Restarts this instance with a new input and an empty journal, once the orchestrator returns.</summary>
    /// <param name="newInput">The new input, written as JSON.</param>
    /// <param name="preserveUnprocessedEvents">Whether events not yet waited for are kept.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>A GUID that is the same on every replay.</summary>
    /// <returns>The GUID.</returns>
    public abstract Guid NewGuid();

    /// <summary>A logger that is silent during replay.</summary>
    /// <param name="categoryName">The log category.</param>
    /// <returns>The logger.</returns>
    public virtual ILogger CreateReplaySafeLogger(string categoryName)
        => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(categoryName));

    /// <summary>A logger that is silent during replay.</summary>
    /// <param name="type">The type whose full name is the log category.</param>
    /// <returns>The logger.</returns>
    public virtual ILogger CreateReplaySafeLogger(Type type)
        => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(type));

    /// <summary>A logger that is silent during replay.</summary>
    /// <typeparam name="T">The type whose full name is the log category.</typeparam>
    /// <returns>The logger.</returns>
    public virtual ILogger CreateReplaySafeLogger<T>()
        => new ReplaySafeLogger(this, LoggerFactory.CreateLogger<T>());
}
