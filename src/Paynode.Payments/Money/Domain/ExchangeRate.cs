using System.Globalization;
using System.Numerics;

namespace Paynode.Payments;

/// <summary>Units of the target currency for one unit of the source currency, exact to eight decimals.</summary>
/// <param name="Scaled">The rate times 10^8; above zero and at most <see cref="MaxScaled"/>.</param>
public readonly record struct ExchangeRate(long Scaled) : IComparable<ExchangeRate>
{
    /// <summary>Decimal places of a rate.</summary>
    public const int Decimals = 8;

    /// <summary>Maximum: 10^9 units for one. The weakest currency is at about 10^5 to the dollar.</summary>
    public const long MaxScaled = 100_000_000_000_000_000;

    /// <summary>The rate times 10^8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero, or above the maximum.</exception>
    public long Scaled { get; } = Scaled is > 0 and <= MaxScaled
        ? Scaled
        : throw new ArgumentOutOfRangeException(nameof(Scaled), Scaled, "A rate lies above 0 and at most at 10^9.");

    /// <summary>Reads a decimal string such as "1500.25".</summary>
    /// <returns>The rate, or <c>rate_malformed</c> or <c>rate_out_of_range</c>.</returns>
    public static Result<ExchangeRate> Parse(string? text, string? field = null)
    {
        if (!DecimalText.TrySplit(text, out var whole, out var fraction) || fraction.Length > Decimals)
        {
            return new Problem("rate_malformed", "A rate is a decimal string with at most 8 decimals.", field);
        }

        var scaled = BigInteger.Parse(whole + fraction.PadRight(Decimals, '0'), CultureInfo.InvariantCulture);
        return scaled.IsZero || scaled > MaxScaled
            ? new Problem("rate_out_of_range", "A rate lies above 0 and at most at 1,000,000,000.", field)
            : new ExchangeRate((long)scaled);
    }

    /// <summary>Converts an amount at this rate.</summary>
    public Money Convert(Money amount, Currency target, Rounding rounding) => new(
        (Int128)Exact.Divide(
            (BigInteger)amount.Minor * Scaled * Exact.PowerOfTen(target.Exponent),
            Exact.PowerOfTen(Decimals + amount.Currency.Exponent),
            rounding),
        target);

    /// <summary>The amount that, converted at this rate, gives <paramref name="target"/>.</summary>
    public Money Invert(Money target, Currency source, Rounding rounding) => new(
        (Int128)Exact.Divide(
            (BigInteger)target.Minor * Exact.PowerOfTen(Decimals + source.Exponent),
            (BigInteger)Scaled * Exact.PowerOfTen(target.Currency.Exponent),
            rounding),
        source);

    /// <summary>This rate less a share of it, rounded down, but never below the smallest rate.</summary>
    public ExchangeRate Less(BasisPoints share) => new(Math.Max(1, Scaled - (long)share.Of(new BigInteger(Scaled))));

    /// <inheritdoc/>
    public int CompareTo(ExchangeRate other) => Scaled.CompareTo(other.Scaled);

    /// <summary>Compares two rates of one pair.</summary>
    public static bool operator <(ExchangeRate left, ExchangeRate right) => left.Scaled < right.Scaled;

    /// <summary>Compares two rates of one pair.</summary>
    public static bool operator >(ExchangeRate left, ExchangeRate right) => left.Scaled > right.Scaled;

    /// <summary>Compares two rates of one pair.</summary>
    public static bool operator <=(ExchangeRate left, ExchangeRate right) => left.Scaled <= right.Scaled;

    /// <summary>Compares two rates of one pair.</summary>
    public static bool operator >=(ExchangeRate left, ExchangeRate right) => left.Scaled >= right.Scaled;

    /// <summary>The rate as a decimal string without trailing zeros: "1500.25".</summary>
    public override string ToString() =>
        ((decimal)Scaled / 100_000_000m).ToString("0.########", CultureInfo.InvariantCulture);
}
