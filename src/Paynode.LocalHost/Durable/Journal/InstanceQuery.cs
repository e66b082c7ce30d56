using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>A page of stored instances.</summary>
/// <param name="Filter">The instances to include.</param>
/// <param name="After">Creation time and id of the last instance of the previous page.</param>
/// <param name="Limit">Maximum number of rows.</param>
/// <param name="WithHistory">Whether to read the histories.</param>
internal sealed record InstanceQuery(OrchestrationQuery Filter, (DateTime CreatedAt, string Id)? After, int Limit, bool WithHistory);
