using System.Numerics;

namespace Paynode.Payments;

/// <summary>A share in hundredths of a percent.</summary>
/// <param name="Value">0 to 10,000; 10,000 is the whole.</param>
public readonly record struct BasisPoints(int Value)
{
    /// <summary>The whole: 10,000.</summary>
    public const int Whole = 10_000;

    /// <summary>0 to 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Value { get; } = Value is >= 0 and <= Whole
        ? Value
        : throw new ArgumentOutOfRangeException(nameof(Value), Value, "Basis points must be between 0 and 10,000.");

    /// <summary>This share of an amount.</summary>
    public Money Of(Money amount, Rounding rounding) => amount.Scale(Value, Whole, rounding);

    /// <summary>This share of a scaled integer, rounded down.</summary>
    internal BigInteger Of(BigInteger amount) => amount * Value / Whole;
}
