using System.Numerics;

namespace Paynode.Payments;

/// <summary>How the remainder is rounded when an amount does not divide into whole minor units. Always explicit.</summary>
public enum Rounding
{
    /// <summary>Towards zero: the remainder stays with the payer.</summary>
    Down,

    /// <summary>Away from zero: the remainder goes to the receiver.</summary>
    Up,
}

/// <summary>Integer division with an explicit rounding mode.</summary>
internal static class Exact
{
    internal static BigInteger Divide(BigInteger numerator, BigInteger denominator, Rounding rounding)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        var awayFromZero = rounding == Rounding.Up && !remainder.IsZero;
        return awayFromZero ? quotient + (numerator.Sign * denominator.Sign) : quotient;
    }

    internal static BigInteger PowerOfTen(int exponent) => BigInteger.Pow(10, exponent);
}
