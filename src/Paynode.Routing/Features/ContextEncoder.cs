namespace Paynode.Routing.Features;

/// <summary>Encodes an order into the small categories that the model learns over.</summary>
public static class ContextEncoder
{
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    /// <summary>Upper ends of the amount bands, in whole dollars; the last band is open.</summary>
    private static ReadOnlySpan<double> BandEnds => [20, 100, 500, 2_000, 10_000];

    /// <summary>Encodes an order.</summary>
    /// <param name="method">Payout method as in the protocol, e.g. <c>bank</c> or <c>mobile_money</c>.</param>
    /// <param name="institution">Destination institution's code, e.g. <c>GTBINGLA</c>.</param>
    /// <param name="amount">The order's value in units of a dollar stablecoin; a feature, not used for payments.</param>
    /// <param name="isLarge">Whether the amount is above the corridor's 75th percentile (see <see cref="AmountQuantile"/>).</param>
    /// <param name="valueBps">The value of a delivered order before its cost, in basis points.</param>
    /// <param name="at">When the order is decided.</param>
    public static OrderContext Encode(
        string method, string institution, double amount, bool isLarge, double valueBps, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(institution);
        return new OrderContext(
            (byte)(Hash(method) % FeatureLayout.Methods),
            BandOf(amount),
            (byte)(Hash(institution) % FeatureLayout.Institutions),
            (byte)(at.UtcDateTime.Hour / (24 / FeatureLayout.HourBands)),
            isLarge,
            valueBps);
    }

    /// <summary>The band of an amount.</summary>
    public static byte BandOf(double amount)
    {
        byte band = 0;
        foreach (var end in BandEnds)
        {
            if (amount < end)
            {
                return band;
            }

            band++;
        }

        return band;
    }

    /// <summary>
    /// FNV-1a with a final avalanche, so that its low bits may be used alone. Two names may share a bucket: that costs some
    /// accuracy, and needs no registry of names (feature hashing, Weinberger et al., arXiv 0902.2206).
    /// </summary>
    private static uint Hash(string text)
    {
        var hash = FnvOffset;
        foreach (var character in text)
        {
            hash = (hash ^ char.ToUpperInvariant(character)) * FnvPrime;
        }

        hash ^= hash >> 15;
        hash *= 0x2c1b3c6d;
        hash ^= hash >> 12;
        return hash;
    }
}
