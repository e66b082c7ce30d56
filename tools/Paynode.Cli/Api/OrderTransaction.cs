namespace Paynode.Cli.Api;

/// <summary>One of an order's transactions on the chain.</summary>
/// <param name="Kind">lock, release or refund.</param>
public sealed record OrderTransaction(string Kind, string Chain, string Hash, DateTimeOffset At);
