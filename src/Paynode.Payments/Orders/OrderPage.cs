namespace Paynode.Payments;

/// <summary>One page of a list, newest first.</summary>
/// <param name="Orders">The page.</param>
/// <param name="NextCursor">Where the next page begins, or null on the last one. Opaque.</param>
public sealed record OrderPage(IReadOnlyList<Order> Orders, string? NextCursor);
