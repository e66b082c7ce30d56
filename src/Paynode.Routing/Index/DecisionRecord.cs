using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>Converts a selection into the decision that is stored with the order.</summary>
internal static class DecisionRecord
{
    public static RoutingDecision Of(
        RoutingRequest request, Selection selection, string modelVersion, DateTimeOffset at, TimeSpan took)
    {
        var preference = selection.Ranking.Preference;
        var chosen = preference.FirstOrDefault(c => c.State.Provider == selection.Provider);
        return new RoutingDecision
        {
            Offer = request.Offer,
            Order = request.Order,
            Corridor = request.Corridor,
            Chosen = selection.Provider,
            Reason = ReasonOf(selection),
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
        };
    }

    /// <summary>A decision without a provider, made before any was evaluated.</summary>
    public static RoutingDecision Refused(RoutingRequest request, string reason, string modelVersion, DateTimeOffset at)
    {
        var nothing = new Selection(ReservationStatus.None, null, new Ranking([], [], false), [], DecisionSource.Redis, 0);
        return Of(request, nothing, modelVersion, at, TimeSpan.Zero) with { Reason = reason };
    }

    private static string ReasonOf(Selection selection) => selection.Status switch
    {
        ReservationStatus.Taken => "reserved",
        ReservationStatus.Kept => "repeated",
        ReservationStatus.Ended => "offer_ended",
        _ => selection.Ranking.Preference.Count == 0 ? "no_candidate" : "no_liquidity",
    };
}
