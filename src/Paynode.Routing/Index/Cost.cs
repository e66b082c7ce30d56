using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>What an order costs at a provider.</summary>
internal static class Cost
{
    /// <summary>How far a rate lies below the best one, in basis points. A score, not money: floating point is right here.</summary>
    public static double SpreadBps(ExchangeRate rate, ExchangeRate best) =>
        rate >= best ? 0 : 10_000.0 * (best.Scaled - rate.Scaled) / best.Scaled;
}
