using System.Numerics;

namespace Paynode.Payments;

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
