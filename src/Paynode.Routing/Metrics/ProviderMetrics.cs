namespace Paynode.Routing.Metrics;

/// <summary>
/// The forty metrics of a provider in a corridor. About nine of them enter a decision; the others are for gates, the
/// scorer, the operator and the explanation: weighting all of them would count the same evidence several times.
/// </summary>
public static class ProviderMetrics
{
    /// <summary>All of them, in display order. One that has not been measured is null.</summary>
    public static IReadOnlyList<ProviderMetric> All { get; } =
    [
        new("reliability", "success1m", "Share of the offers that ended in the last minute that were paid."),
        new("reliability", "success15m", "The same over 15 minutes.", IsBriefed: true),
        new("reliability", "success24h", "The same over a day.", IsBriefed: true),
        new("reliability", "posteriorMean", "The model's expected probability of success when up."),
        new("reliability", "posteriorSd", "Standard deviation of that belief, in log-odds."),
        new("reliability", "probabilityDown", "Probability that it is down now, silence included."),
        new("reliability", "probabilityPartial", "Probability that it is degraded now."),
        new("reliability", "technicalDeclineRate",
            "Share of a day's offers that it declined or failed for technical reasons.", IsBriefed: true),
        new("reliability", "businessDeclineRate",
            "Share of a day's offers refused because of the recipient; never counted against the provider."),
        new("reliability", "timeoutRate", "Share of a day's offers that it never answered, or never reported on.", IsBriefed: true),
        new("reliability", "consecutiveFailures", "Failures since the last payment.", IsBriefed: true),
        new("reliability", "driftZ", "Standard errors between success15m and success24h.", IsBriefed: true),
        new("reliability", "mtbfHours", "Mean time between outages (three failures in a row or more), 30 days.", IsBriefed: true),
        new("reliability", "mttrMinutes", "Mean time from an outage's first failure to the next payment, 30 days.", IsBriefed: true),
        new("reliability", "uptime30d", "Share of the time since its first offer, at most 30 days, outside outages.", IsBriefed: true),
        new("latency", "acceptP50Seconds", "From offer to acceptance, median of a day."),
        new("latency", "acceptP95Seconds", "The same, 95th percentile."),
        new("latency", "settleP50Seconds", "From offer to payment, median of a day."),
        new("latency", "settleP95Seconds", "The same, 95th percentile.", IsBriefed: true),
        new("latency", "oldestPendingRatio", "Age of its oldest unanswered offer over settleP95Seconds.", IsBriefed: true),
        new("latency", "heartbeatAgeSeconds",
            "Time since its last heartbeat; providers send heartbeats, so there is no round trip to measure."),
        new("cost", "spreadBps", "Its rate below the corridor's best."),
        new("cost", "quoteAgeSeconds", "Age of its rate."),
        new("cost", "slippageBps", "How far its rate is now below the mean rate promised on its offers of a day.", IsBriefed: true),
        new("cost", "gasPerOrder", "Gas per order of the transactions that released its orders of a day, by its share in each batch."),
        new("cost", "allInBps", "The cost that a decision uses."),
        new("capacity", "freeLiquidity", "Balance that it reports, in the currency."),
        new("capacity", "balanceRatio", "That balance over the median payout of a day.", IsBriefed: true),
        new("capacity", "refillPerHour",
            "Increases of its balance between reports, in currency units per hour, over a day.", IsBriefed: true),
        new("capacity", "minutesToEmpty", "Balance over its payouts per minute in the last 15 minutes.", IsBriefed: true),
        new("capacity", "maxConcurrent", "Offers in flight that it says it can handle; null where it names no limit.", IsBriefed: true),
        new("capacity", "inFlightRatio", "Offers in flight over maxConcurrent; null without it.", IsBriefed: true),
        new("capacity", "volumeShare", "Share of the corridor's payouts of a day.", IsBriefed: true),
        new("trust", "refundRate30d", "Share of the orders offered to it that were refunded.", IsBriefed: true),
        new("trust", "proofMismatchRate",
            "Share of its offers on which it claimed a payment after its window was closed.", IsBriefed: true),
        new("trust", "lateReportRate", "Share of its offers with a late or missing report.", IsBriefed: true),
        new("trust", "revoked30d", "Offers retracted because a reorganisation reverted the deposit."),
        new("trust", "licenceDays",
            "Days until its licence ends, negative after that; null where the operator keeps none.", IsBriefed: true),
        new("trust", "scorerBps", "The scorer's contribution to its expected value; 0 in shadow, null without a scorer."),
        new("trust", "upstreamDown",
            "Highest probability of being down among the others of its upstream group; null without such a group.", IsBriefed: true),
    ];

    /// <summary>Those in a scorer's prompt context.</summary>
    public static IReadOnlySet<string> Briefed { get; } = All.Where(it => it.IsBriefed).Select(it => it.Name).ToHashSet();
}
