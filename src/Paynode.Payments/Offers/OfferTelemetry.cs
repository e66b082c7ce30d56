using System.Diagnostics.Metrics;

namespace Paynode.Payments;

/// <summary>Metrics of providers' reports on their offers, under the name <c>Paynode.Offers</c>.</summary>
public static class OfferTelemetry
{
    /// <summary>The name to subscribe to.</summary>
    public const string Name = "Paynode.Offers";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Unreadable = Meter.CreateCounter<long>(
        "paynode.offers.status.unreadable", "{answer}", "Answers to the question what has become of an offer that could not be relied on.");

    internal static void CountUnreadable(ProviderId provider, string problem) => Unreadable.Add(
        1, new KeyValuePair<string, object?>("provider", provider.ToString()), new KeyValuePair<string, object?>("problem", problem));
}
