namespace Paynode.Functions;

/// <summary>A page of orders, newest first.</summary>
/// <param name="Orders">The orders.</param>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; absent on the last one.</param>
public sealed record OrderListResponse(IReadOnlyList<OrderResponse> Orders, string? NextCursor);
