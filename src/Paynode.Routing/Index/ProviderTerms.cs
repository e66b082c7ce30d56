using System.Globalization;
using Paynode.Domain;

namespace Paynode.Routing.Index;

/// <summary>
/// A provider's rate and limits in a corridor. Redis keeps them as one opaque text: a reservation is refused when the text
/// is no longer the one that the decision was made on, so the script compares no decimals.
/// </summary>
/// <param name="Rate">Fiat for one token.</param>
/// <param name="Min">Smallest order, in the token's minor units.</param>
/// <param name="Max">Largest order, in the token's minor units.</param>
/// <param name="MaxConcurrent">Offers in flight that it carries without degrading; 0: it names no limit.</param>
internal sealed record ProviderTerms(ExchangeRate Rate, Int128 Min, Int128 Max, int MaxConcurrent = 0)
{
    /// <summary>The text, "rate × 10^8;min;max", and ";offers" where it names a limit of them.</summary>
    public string Text { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{Rate.Scaled};{Min};{Max}{(MaxConcurrent > 0 ? ";" : "")}{(MaxConcurrent > 0 ? MaxConcurrent : null)}");

    public static ProviderTerms From(ProviderRate rate) => new(rate.Rate, rate.Min.Minor, rate.Max.Minor, rate.MaxConcurrent);

    public static ProviderTerms? Parse(string text)
    {
        var parts = text.Split(';');
        return parts.Length is 3 or 4
            ? new ProviderTerms(
                new ExchangeRate(long.Parse(parts[0], CultureInfo.InvariantCulture)),
                Int128.Parse(parts[1], CultureInfo.InvariantCulture),
                Int128.Parse(parts[2], CultureInfo.InvariantCulture),
                parts.Length == 4 ? int.Parse(parts[3], CultureInfo.InvariantCulture) : 0)
            : null;
    }
}
