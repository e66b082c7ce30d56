using Paynode.Domain;

namespace Paynode.Storage;

/// <summary>What a sender's quotes take up of a corridor's liquidity.</summary>
/// <param name="TakenUp">By open quotes, and by those that lapsed of late.</param>
/// <param name="Liquidity">What the corridor's providers report to have.</param>
public sealed record QuotedShare(Money TakenUp, Money Liquidity)
{
    /// <summary>Whether a further quote goes beyond a part of the liquidity. The first one does not.</summary>
    /// <param name="further">Its payout.</param>
    /// <param name="percent">The part.</param>
    public bool IsExceededBy(Money further, int percent) =>
        TakenUp.IsPositive && (System.Numerics.BigInteger)(TakenUp + further).Minor * 100 > (System.Numerics.BigInteger)Liquidity.Minor * percent;
}
