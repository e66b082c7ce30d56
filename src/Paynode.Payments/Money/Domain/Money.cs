using System.Globalization;
using System.Numerics;

namespace Paynode.Payments;

/// <summary>An exact amount: an integer count of a currency's minor units. Money is never represented in floating point.</summary>
/// <param name="Minor">The amount in minor units; its magnitude is at most <see cref="MaxMinor"/>.</param>
/// <param name="Currency">The unit.</param>
public sealed record Money(Int128 Minor, Currency Currency) : IComparable<Money>
{
    /// <summary>Maximum magnitude: 10^30 minor units, a trillion of an 18-decimal token. A larger input is a mistake.</summary>
    public static readonly Int128 MaxMinor = Int128.Parse("1000000000000000000000000000000", CultureInfo.InvariantCulture);

    private const int MaxWholeDigits = 30;

    /// <summary>The amount in minor units.</summary>
    /// <exception cref="OverflowException">The magnitude exceeds <see cref="MaxMinor"/>.</exception>
    public Int128 Minor { get; } = Minor <= MaxMinor && Minor >= -MaxMinor
        ? Minor
        : throw new OverflowException("The amount exceeds what Paynode handles.");

    /// <summary>Whether the amount is above zero.</summary>
    public bool IsPositive => Minor > 0;

    /// <summary>No money, in a currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>
    /// Parses a plain decimal string ("1500.25"): digits with at most one point. No sign, exponent, spaces or separators, and no
    /// more decimals than the currency has.
    /// </summary>
    /// <returns>The amount, or <c>amount_malformed</c>, <c>amount_over_precise</c>, <c>amount_too_large</c>.</returns>
    public static Result<Money> Parse(string? text, Currency currency, string? field = null)
    {
        if (!DecimalText.TrySplit(text, out var whole, out var fraction))
        {
            return new Problem("amount_malformed", "An amount is a decimal string such as \"1500.25\".", field);
        }

        if (fraction.Length > currency.Exponent)
        {
            return new Problem("amount_over_precise", $"{currency.Code} has {currency.Exponent} decimals.", field);
        }

        whole = whole.TrimStart('0');
        if (whole.Length + currency.Exponent > MaxWholeDigits)
        {
            return new Problem("amount_too_large", "The amount exceeds what Paynode handles.", field);
        }

        var digits = string.Concat(whole, fraction.PadRight(currency.Exponent, '0'));
        return new Money(digits.Length == 0 ? 0 : Int128.Parse(digits, CultureInfo.InvariantCulture), currency);
    }

    /// <summary>Parses a positive amount; zero is <c>amount_not_positive</c>.</summary>
    public static Result<Money> ParsePositive(string? text, Currency currency, string? field = null)
    {
        var parsed = Parse(text, currency, field);
        return parsed is { Succeeded: true, Value.IsPositive: false }
            ? new Problem("amount_not_positive", "The amount must be above zero.", field)
            : parsed;
    }

    /// <summary>Adds two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money left, Money right) => new(left.Minor + left.Same(right).Minor, left.Currency);

    /// <summary>Subtracts; the result may be negative.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator -(Money left, Money right) => new(left.Minor - left.Same(right).Minor, left.Currency);

    /// <summary>Inverts the sign.</summary>
    public static Money operator -(Money amount) => new(-amount.Minor, amount.Currency);

    /// <summary>Compares two amounts of one currency.</summary>
    public static bool operator <(Money left, Money right) => left.Minor < left.Same(right).Minor;

    /// <summary>Compares two amounts of one currency.</summary>
    public static bool operator >(Money left, Money right) => left.Minor > left.Same(right).Minor;

    /// <summary>Compares two amounts of one currency.</summary>
    public static bool operator <=(Money left, Money right) => left.Minor <= left.Same(right).Minor;

    /// <summary>Compares two amounts of one currency.</summary>
    public static bool operator >=(Money left, Money right) => left.Minor >= left.Same(right).Minor;

    /// <summary>Same as the operator.</summary>
    public static Money Add(Money left, Money right) => left + right;

    /// <summary>Same as the operator.</summary>
    public static Money Subtract(Money left, Money right) => left - right;

    /// <summary>Same as the operator.</summary>
    public static Money Negate(Money amount) => -amount;

    /// <summary>The amount times <paramref name="numerator"/> over <paramref name="denominator"/>.</summary>
    public Money Scale(BigInteger numerator, BigInteger denominator, Rounding rounding) =>
        new((Int128)Exact.Divide(Minor * numerator, denominator, rounding), Currency);

    /// <inheritdoc/>
    public int CompareTo(Money? other) => other is null ? 1 : Minor.CompareTo(Same(other).Minor);

    /// <summary>The amount as a decimal string with all of the currency's decimals, without its code: "1500.25".</summary>
    public string ToDecimalString()
    {
        var digits = Int128.Abs(Minor).ToString(CultureInfo.InvariantCulture).PadLeft(Currency.Exponent + 1, '0');
        var sign = Minor < 0 ? "-" : "";
        return Currency.Exponent == 0
            ? sign + digits
            : $"{sign}{digits[..^Currency.Exponent]}.{digits[^Currency.Exponent..]}";
    }

    /// <summary>The amount with its code: "1500.25 NGN".</summary>
    public override string ToString() => $"{ToDecimalString()} {Currency.Code}";

    private Money Same(Money other) => other.Currency == Currency
        ? other
        : throw new InvalidOperationException($"{Currency.Code} and {other.Currency.Code} cannot be combined.");
}
