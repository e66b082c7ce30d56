namespace Paynode.LocalHost;

/// <summary>How a called activity or sub-orchestration is run.</summary>
public record TaskOptions
{
    /// <summary>Runs the task with the given retries and tags.</summary>
    /// <param name="retry">The retries; none when absent.</param>
    /// <param name="tags">Tags kept with the task for those who look at it.</param>
    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)
    {
        Retry = retry;
        Tags = tags;
    }

    /// <summary>The retries; none when absent.</summary>
    public TaskRetryOptions? Retry { get; init; }

    /// <summary>Tags kept with the task for those who look at it.</summary>
    public IDictionary<string, string>? Tags { get; init; }

    /// <summary>Options with retries by a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>The options.</returns>
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(new TaskRetryOptions(policy));

    /// <summary>Options with retries while a handler says so.</summary>
    /// <param name="handler">The handler.</param>
    /// <returns>The options.</returns>
    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(TaskRetryOptions.FromRetryHandler(handler));

    /// <summary>Options with retries while a handler says so.</summary>
    /// <param name="handler">The handler.</param>
    /// <returns>The options.</returns>
    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(TaskRetryOptions.FromRetryHandler(handler));

    /// <summary>The same options for a sub-orchestration with a given instance id.</summary>
    /// <param name="instanceId">The instance id.</param>
    /// <returns>The options.</returns>
    public SubOrchestrationOptions WithInstanceId(string instanceId) => new(this, instanceId);
}
