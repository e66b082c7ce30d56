using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>
/// Money as Redis' scripts count it. Their only number is a double, exact to 2^53, while an amount may have 10^30 minor
/// units; so amounts are counted there in liquidity units: minor units, or millionths of the unit for currencies with more
/// than six decimals. A balance is rounded down and capped, a need is rounded up and refused past the cap: the error is
/// always on the side of reserving too little, and no reservation is ever made on liquidity that is not there.
/// </summary>
internal static class LiquidityUnits
{
    /// <summary>2^53 − 1. For a currency of two decimals that is 90 trillion.</summary>
    public const long Max = (1L << 53) - 1;

    private const int MostDecimals = 6;

    /// <summary>What of a balance may be counted on.</summary>
    public static long Floor(Money balance) =>
        balance.IsPositive ? (long)Int128.Min(balance.Minor / Divisor(balance.Currency), Max) : 0;

    /// <summary>What an amount needs; null when it is more than can be counted.</summary>
    public static long? Ceiling(Money need)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(need.Minor, nameof(need));
        var divisor = Divisor(need.Currency);
        var units = (need.Minor + divisor - 1) / divisor;
        return units <= Max ? (long)units : null;
    }

    private static Int128 Divisor(Currency currency)
    {
        Int128 divisor = 1;
        for (var dropped = currency.Exponent - MostDecimals; dropped > 0; dropped--)
        {
            divisor *= 10;
        }

        return divisor;
    }
}
