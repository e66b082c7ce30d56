using System.Globalization;
using Paynode.Domain;

namespace Paynode.Routing.Index;

/// <summary>Writes a selection down as the decision that is stored with the order.</summary>
internal static class DecisionRecord
{
    public static RoutingDecision Of(
        RoutingRequest request, Selection selection, string modelVersion, DateTimeOffset at, TimeSpan took)
    {
        var preference = selection.Ranking.Preference;
        var chosen = preference.FirstOrDefault(c => c.State.Provider == selection.Provider);
        var reason = ReasonOf(selection);
        return new RoutingDecision
        {
            Offer = request.Offer,
            Order = request.Order,
            Corridor = request.Corridor,
            Chosen = selection.Provider,
            Reason = reason,
            Reserved = selection.Provider is null ? null : request.Payout,
            Candidates = [.. preference.Select(c => c.Numbers), .. selection.Ranking.Refused, .. selection.Gated],
            GapBps = preference.Count < 2 ? null : preference[0].Numbers.Utility - preference[1].Numbers.Utility,
            Sampled = selection.Ranking.Sampled,
            Propensity = chosen?.Propensity,
            ModelVersion = modelVersion,
            Source = selection.Source,
            Epoch = selection.Epoch,
            DecidedAt = at,
            DurationUs = (long)took.TotalMicroseconds,
            Sentence = SentenceOf(reason, chosen?.Numbers, preference.Count, selection),
        };
    }

    /// <summary>A decision without any provider, made before any was looked at.</summary>
    public static RoutingDecision Refused(RoutingRequest request, string reason, string modelVersion, DateTimeOffset at) =>
        Of(request, new Selection(ReservationStatus.None, null, new Ranking([], [], false), [], DecisionSource.Redis, 0), modelVersion, at, TimeSpan.Zero)
            with { Reason = reason, Sentence = SentenceFor(reason) };

    private static string ReasonOf(Selection selection) => selection.Status switch
    {
        ReservationStatus.Taken => "reserved",
        ReservationStatus.Kept => "repeated",
        ReservationStatus.Ended => "offer_ended",
        _ => selection.Ranking.Preference.Count == 0 ? "no_candidate" : "no_liquidity",
    };

    private static string SentenceOf(string reason, RoutedCandidate? chosen, int ranked, Selection selection)
    {
        if (chosen is null)
        {
            return SentenceFor(reason);
        }

        var from = selection.Source == DecisionSource.Snapshot ? " Redis was away: decided from memory." : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Provider {chosen.Provider} was chosen as number {chosen.Rank} of {ranked}: it is expected to deliver with "
            + $"{chosen.PMean:P1} at a cost of {chosen.CostBps:F1} basis points.{from}");
    }

    private static string SentenceFor(string reason) => reason switch
    {
        "repeated" => "The offer was decided before; its provider stands.",
        "offer_ended" => "The offer was decided before and has ended.",
        "no_liquidity" => "Every provider that could take the order had its liquidity taken meanwhile.",
        "amount_unroutable" => "The payout exceeds what can be counted in one reservation.",
        "unavailable" => "Neither Redis nor the database could reserve liquidity.",
        _ => "A gate refused every provider of the corridor.",
    };
}
