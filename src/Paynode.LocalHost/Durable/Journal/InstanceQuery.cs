using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>A page of stored instances.</summary>
/// <param name="Filter">Which.</param>
/// <param name="After">Where the former page ended: time of creation and id.</param>
/// <param name="Limit">Rows at most.</param>
/// <param name="WithHistory">Whether histories are wanted.</param>
internal sealed record InstanceQuery(OrchestrationQuery Filter, (DateTime CreatedAt, string Id)? After, int Limit, bool WithHistory);
