using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>One movement in an order's history.</summary>
/// <param name="Sequence">1, 2, 3 … within the order.</param>
/// <param name="Type">A state ("settled") or a fact on the way ("offer.made").</param>
/// <param name="At">When.</param>
/// <param name="Data">Further facts.</param>
public sealed record OrderEventResponse(int Sequence, string Type, DateTimeOffset At, IReadOnlyDictionary<string, string> Data)
{
    /// <summary>The response for an event.</summary>
    public static OrderEventResponse Of(OrderEvent happened) => new(happened.Sequence, happened.Type, happened.At, happened.Data);
}
