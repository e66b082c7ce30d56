namespace Paynode.Functions;

/// <summary>A page of an order's history, oldest first.</summary>
/// <param name="Events">The events.</param>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; absent on the last one.</param>
/// <param name="Counted">What unknown parties did that names the order, counted.</param>
public sealed record OrderEventsResponse(
    IReadOnlyList<OrderEventResponse> Events, string? NextCursor, IReadOnlyList<OrderCountedResponse> Counted);
