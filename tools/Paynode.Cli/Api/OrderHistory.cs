namespace Paynode.Cli.Api;

/// <summary>An order's history, oldest first.</summary>
public sealed record OrderHistory(IReadOnlyList<OrderEvent> Events);
