using System.Numerics;

namespace Paynode.Payments;

/// <summary>What a sender's quotes take up of a corridor's liquidity.</summary>
/// <param name="TakenUp">By open quotes, and by those that lapsed of late.</param>
/// <param name="Liquidity">What the corridor's providers report to have.</param>
public sealed record QuotedShare(Money TakenUp, Money Liquidity)
{
    /// <summary>Whether a further quote goes beyond a part of the liquidity. The first one does not.</summary>
    /// <param name="further">Its payout.</param>
    /// <param name="percent">The part.</param>
    /// <param name="pending">Payouts, in minor units, of quotes that are not stored yet and count as well.</param>
    public bool IsExceededBy(Money further, int percent, Int128 pending = default)
    {
        ArgumentNullException.ThrowIfNull(further);
        var takenUp = (BigInteger)TakenUp.Minor + pending;
        return takenUp > 0 && (takenUp + further.Minor) * 100 > (BigInteger)Liquidity.Minor * percent;
    }
}
