namespace Paynode.Payments;

/// <summary>One event in an order's history, as it is shown to its tenant.</summary>
/// <param name="Sequence">1, 2, 3 … within the order.</param>
/// <param name="Type">What happened: a state ("settled") or a fact on the way ("offer.made", "offer.declined").</param>
/// <param name="At">When.</param>
/// <param name="Data">Further facts: provider, reference, transaction hash.</param>
public sealed record OrderEvent(int Sequence, string Type, DateTimeOffset At, IReadOnlyDictionary<string, string> Data);
