using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>The cost of an order at a provider.</summary>
internal static class Cost
{
    /// <summary>How far a rate is below the best one, in basis points. A score, not money, so floating point is acceptable.</summary>
    public static double SpreadBps(ExchangeRate rate, ExchangeRate best) =>
        rate >= best ? 0 : 10_000.0 * (best.Scaled - rate.Scaled) / best.Scaled;
}
