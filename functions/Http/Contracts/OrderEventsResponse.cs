namespace Paynode.Functions;

/// <summary>An order's history, oldest first.</summary>
/// <param name="Events">The events.</param>
public sealed record OrderEventsResponse(IReadOnlyList<OrderEventResponse> Events);
