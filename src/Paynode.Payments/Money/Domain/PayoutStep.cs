using System.Numerics;

namespace Paynode.Payments;

/// <summary>
/// What a rail pays in multiples of: mobile money in Tanzania takes whole shillings although the shilling has cents, cash takes
/// notes. A payout that is not a multiple of the step cannot be paid.
/// </summary>
/// <param name="Minor">The step in minor units, above zero.</param>
/// <param name="Currency">The currency that is paid out.</param>
public sealed record PayoutStep(Int128 Minor, Currency Currency)
{
    /// <summary>Maximum of a configured step, in minor units. Several steps still have a representable common multiple.</summary>
    public const long MaxMinor = 1_000_000_000;

    /// <summary>The step in minor units.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public Int128 Minor { get; } = Minor > 0
        ? Minor
        : throw new ArgumentOutOfRangeException(nameof(Minor), Minor, "A step must be above zero.");

    /// <summary>The step as an amount.</summary>
    public Money Amount => new(Minor, Currency);

    /// <summary>A rail that pays any amount: one minor unit.</summary>
    public static PayoutStep Finest(Currency currency) => new(1, currency);

    /// <summary>Parses a step such as "1" or "0.05".</summary>
    /// <returns>The step, or <c>payout_step_invalid</c>.</returns>
    public static Result<PayoutStep> Parse(string? text, Currency currency, string? field = null)
    {
        ArgumentNullException.ThrowIfNull(currency);
        return Money.ParsePositive(text, currency) is { Succeeded: true, Value.Minor: var minor } && minor <= MaxMinor
            ? new PayoutStep(minor, currency)
            : new Problem(
                "payout_step_invalid",
                $"A payout step in {currency.Code} is a decimal string above zero with at most {currency.Exponent} decimals, at most "
                    + $"{new Money(MaxMinor, currency)}.",
                field);
    }

    /// <summary>Whether a payout is a multiple of the step.</summary>
    public bool Fits(Money payout)
    {
        ArgumentNullException.ThrowIfNull(payout);
        return payout.Minor % Of(payout) == 0;
    }

    /// <summary>The largest multiple of the step that does not exceed the amount.</summary>
    public Money Down(Money payout)
    {
        ArgumentNullException.ThrowIfNull(payout);
        return new Money(payout.Minor - (payout.Minor % Of(payout)), Currency);
    }

    /// <summary>The step of amounts that match both: their least common multiple.</summary>
    public PayoutStep And(PayoutStep? other) => other is null
        ? this
        : new PayoutStep((Int128)(Minor / BigInteger.GreatestCommonDivisor(Minor, other.Minor) * other.Minor), Same(other.Currency));

    /// <summary>The step as an amount with its code: "1.00 TZS".</summary>
    public override string ToString() => Amount.ToString();

    private Int128 Of(Money payout)
    {
        Same(payout.Currency);
        return Minor;
    }

    private Currency Same(Currency other) => other == Currency
        ? other
        : throw new InvalidOperationException($"{Currency.Code} and {other.Code} cannot be combined.");
}
