namespace Paynode.Cli.Api;

/// <summary>How an order was routed, one decision for each attempt.</summary>
public sealed record OrderDecisions(string OrderId, IReadOnlyList<Decision> Decisions);
