namespace Paynode.Payments;

/// <summary>One event in an order's history, as it is shown to its tenant.</summary>
/// <param name="Sequence">1, 2, 3 … within the order.</param>
/// <param name="Type">What happened: a state ("settled") or a fact on the way ("offer.made", "offer.declined").</param>
/// <param name="At">When.</param>
/// <param name="Data">Further facts: provider, reference, transaction hash.</param>
public sealed record OrderEvent(int Sequence, string Type, DateTimeOffset At, IReadOnlyDictionary<string, string> Data);

/// <summary>Events that unknown parties caused for an order: counted, not listed individually.</summary>
/// <param name="Type">What happened: "deposit.mismatched". The first is in the order's history too.</param>
/// <param name="Count">How often.</param>
/// <param name="FirstAt">When it happened first.</param>
/// <param name="LastAt">When it happened last.</param>
/// <param name="Data">Facts of the last one: chain and transaction.</param>
public sealed record OrderCounted(
    string Type, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, IReadOnlyDictionary<string, string> Data);
