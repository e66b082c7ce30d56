namespace Paynode.Payments;

/// <summary>Events that unknown parties caused for an order: counted, not listed individually.</summary>
/// <param name="Type">What happened: "deposit.mismatched". The first is in the order's history too.</param>
/// <param name="Count">How often.</param>
/// <param name="FirstAt">When it happened first.</param>
/// <param name="LastAt">When it happened last.</param>
/// <param name="Data">Facts of the last one: chain and transaction.</param>
public sealed record OrderCounted(
    string Type, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, IReadOnlyDictionary<string, string> Data);
