namespace Paynode.LocalHost;

/// <summary>Which ended instances to purge.</summary>
/// <param name="CreatedFrom">Accepted at or after this time.</param>
/// <param name="CreatedTo">Accepted at or before this time.</param>
/// <param name="Statuses">In one of these states; only ended instances are ever purged.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null);
