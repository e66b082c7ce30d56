namespace Paynode.Cli.Api;

/// <summary>One movement in an order's history.</summary>
/// <param name="Type">A state ("settled") or a fact on the way ("offer.made").</param>
public sealed record OrderEvent(int Sequence, string Type, DateTimeOffset At, IReadOnlyDictionary<string, string> Data);
