using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>A page of stored instances.</summary>
/// <param name="Filter">The instances to include.</param>
/// <param name="After">Creation time and id of the last instance of the previous page.</param>
/// <param name="Limit">Maximum number of rows.</param>
/// <param name="WithHistory">Whether to read the histories.</param>
internal sealed record InstanceQuery(OrchestrationQuery Filter, (DateTime CreatedAt, string Id)? After, int Limit, bool WithHistory);

/// <summary>A page of ended instances.</summary>
/// <param name="Statuses">The final statuses to include; all when empty.</param>
/// <param name="From">Earliest time of the end, inclusive.</param>
/// <param name="To">Latest time of the end, inclusive.</param>
/// <param name="After">The last instance of the previous page.</param>
/// <param name="Size">Maximum number of instances.</param>
internal sealed record EndedQuery(
    IReadOnlyCollection<OrchestrationRuntimeStatus> Statuses, DateTime? From, DateTime? To, (DateTime EndedAt, string Id)? After, int Size);
