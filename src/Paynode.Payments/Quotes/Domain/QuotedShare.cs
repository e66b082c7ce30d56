using System.Numerics;

namespace Paynode.Payments;

/// <summary>How much of a corridor's liquidity a sender's quotes use.</summary>
/// <param name="TakenUp">By open quotes, and by those that lapsed recently.</param>
/// <param name="Liquidity">The balance that the corridor's providers report.</param>
public sealed record QuotedShare(Money TakenUp, Money Liquidity)
{
    /// <summary>Whether another quote would exceed a share of the liquidity. The first one never does.</summary>
    /// <param name="further">Its payout.</param>
    /// <param name="percent">The share.</param>
    /// <param name="pending">Payouts, in minor units, of quotes that are not stored yet but count.</param>
    public bool IsExceededBy(Money further, int percent, Int128 pending = default)
    {
        ArgumentNullException.ThrowIfNull(further);
        var takenUp = (BigInteger)TakenUp.Minor + pending;
        return takenUp > 0 && (takenUp + further.Minor) * 100 > (BigInteger)Liquidity.Minor * percent;
    }
}
