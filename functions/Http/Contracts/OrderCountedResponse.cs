using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>What unknown parties did that names an order: counted, and not told one by one.</summary>
/// <param name="Type">What happened: "deposit.mismatched". The first is among the events too.</param>
/// <param name="Count">How often.</param>
/// <param name="FirstAt">When it happened first.</param>
/// <param name="LastAt">When it happened last.</param>
/// <param name="Data">Facts of the last one.</param>
public sealed record OrderCountedResponse(
    string Type, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, IReadOnlyDictionary<string, string> Data)
{
    /// <summary>The response for a count.</summary>
    public static OrderCountedResponse Of(OrderCounted counted) => new(counted.Type, counted.Count, counted.FirstAt, counted.LastAt, counted.Data);
}
