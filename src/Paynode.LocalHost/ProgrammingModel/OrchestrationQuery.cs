namespace Paynode.LocalHost;

/// <summary>Which orchestration instances to list.</summary>
/// <param name="CreatedFrom">Accepted at or after this time.</param>
/// <param name="CreatedTo">Accepted at or before this time.</param>
/// <param name="Statuses">In one of these states.</param>
/// <param name="TaskHubNames">Not used: this runtime has one hub.</param>
/// <param name="InstanceIdPrefix">With an id that begins so.</param>
/// <param name="PageSize">Instances a page, 1 to 1,000.</param>
/// <param name="FetchInputsAndOutputs">Whether inputs and outputs come with them.</param>
/// <param name="ContinuationToken">Where a former page ended.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>Instances a page when nothing else is said.</summary>
    public const int DefaultPageSize = 100;
}
