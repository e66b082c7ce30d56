using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>Which ended instances to list, and from where on.</summary>
/// <param name="Statuses">How they ended; in any way when empty.</param>
/// <param name="From">Ended at this time or later.</param>
/// <param name="To">Ended at this time or before.</param>
/// <param name="After">The last one of the page before.</param>
/// <param name="Size">At most so many.</param>
internal sealed record EndedQuery(
    IReadOnlyCollection<OrchestrationRuntimeStatus> Statuses, DateTime? From, DateTime? To, (DateTime EndedAt, string Id)? After, int Size);
