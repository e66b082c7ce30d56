namespace Paynode.Cli.Api;

/// <summary>A page of orders, newest first.</summary>
/// <param name="NextCursor">Null on the last page.</param>
public sealed record OrderPage(IReadOnlyList<Order> Orders, string? NextCursor);
