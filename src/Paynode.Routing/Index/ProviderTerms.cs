using System.Globalization;
using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>
/// A provider's rate and limits in a corridor. Redis stores them as one opaque text: a reservation is refused when the text
/// differs from the one that the decision used, so the script does not have to compare decimals.
/// </summary>
/// <param name="Rate">Fiat for one token.</param>
/// <param name="Min">Smallest order, in the token's minor units.</param>
/// <param name="Max">Largest order, in the token's minor units.</param>
/// <param name="MaxConcurrent">Offers in flight that it handles without degrading; 0 for no limit.</param>
/// <param name="Step">The step of its payouts, in the currency's minor units.</param>
internal sealed record ProviderTerms(ExchangeRate Rate, Int128 Min, Int128 Max, int MaxConcurrent = 0, Int128? Step = null)
{
    /// <summary>
    /// The text: "rate × 10^8;min;max", followed by ";offers" when it has a concurrency limit or a step, and by ";step" when it
    /// has one.
    /// </summary>
    public string Text { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{Rate.Scaled};{Min};{Max}{(MaxConcurrent > 0 || Step is not null ? ";" : "")}"
        + $"{(MaxConcurrent > 0 || Step is not null ? MaxConcurrent : null)}{(Step is null ? "" : ";")}{Step}");

    public static ProviderTerms From(ProviderRate rate) =>
        new(rate.Rate, rate.Min.Minor, rate.Max.Minor, rate.MaxConcurrent, rate.PayoutStep?.Minor);

    /// <summary>The step of its payouts, in its corridor's currency; null for any amount.</summary>
    public PayoutStep? StepIn(Currency currency) => Step is { } minor ? new PayoutStep(minor, currency) : null;

    public static ProviderTerms? Parse(string text)
    {
        var parts = text.Split(';');
        return parts.Length is >= 3 and <= 5
            ? new ProviderTerms(
                new ExchangeRate(long.Parse(parts[0], CultureInfo.InvariantCulture)),
                Int128.Parse(parts[1], CultureInfo.InvariantCulture),
                Int128.Parse(parts[2], CultureInfo.InvariantCulture),
                parts.Length > 3 ? int.Parse(parts[3], CultureInfo.InvariantCulture) : 0,
                parts.Length > 4 ? Int128.Parse(parts[4], CultureInfo.InvariantCulture) : null)
            : null;
    }
}
