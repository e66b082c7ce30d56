using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>
/// Money as counted in Redis scripts. Lua's only number type is a double, exact to 2^53, while an amount may have 10^30
/// minor units; so amounts are counted in liquidity units: minor units, or millionths of the unit for currencies with more
/// than six decimals. A balance is rounded down and capped; a requirement is rounded up and refused above the cap. The error
/// always leads to reserving less, so no reservation exceeds the liquidity that exists.
/// </summary>
internal static class LiquidityUnits
{
    /// <summary>2^53 − 1. For a currency of two decimals that is 90 trillion.</summary>
    public const long Max = (1L << 53) - 1;

    private const int MostDecimals = 6;

    /// <summary>The units of a balance.</summary>
    public static long Floor(Money balance) =>
        balance.IsPositive ? (long)Int128.Min(balance.Minor / Divisor(balance.Currency), Max) : 0;

    /// <summary>The units that an amount requires; null when it is more than can be counted.</summary>
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
