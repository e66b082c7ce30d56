namespace Paynode.LocalHost;

/// <summary>How a sub-orchestration is run.</summary>
public record SubOrchestrationOptions : TaskOptions
{
    /// <summary>Runs the sub-orchestration with the given retries and instance id.</summary>
    /// <param name="retry">The retries; none when absent.</param>
    /// <param name="instanceId">The instance id; derived from the parent's when absent.</param>
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null)
        : base(retry) => InstanceId = instanceId;

    /// <summary>Runs the sub-orchestration with the given options and instance id.</summary>
    /// <param name="options">The options to take over.</param>
    /// <param name="instanceId">The instance id; that of <paramref name="options"/> when absent.</param>
    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null)
        : base(options) => InstanceId = instanceId ?? (options as SubOrchestrationOptions)?.InstanceId;

    /// <summary>The instance id; derived from the parent's when absent.</summary>
    public string? InstanceId { get; init; }
}
