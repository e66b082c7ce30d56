using Paynode.Payments;

namespace Paynode.Routing.Metrics;

/// <summary>Statistics of a provider from past offers. Pure.</summary>
public static class OfferStatistics
{
    private const int FailuresOfAnOutage = 3;

    /// <summary>
    /// The figures derived from offers, by the names of <see cref="ProviderMetrics"/>; unknown ones are left out.
    /// </summary>
    /// <param name="offers">The corridor's offers of 30 days at most, of all providers.</param>
    /// <param name="provider">The provider whose figures are computed.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyDictionary<string, double> Of(IReadOnlyCollection<PastOffer> offers, ProviderId provider, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(offers);
        var own = offers.Where(it => it.Provider == provider).OrderBy(it => it.EndedAt).ToList();
        var ended = own.Where(it => it.IsResult).ToList();
        var day = ended.Where(it => it.EndedAt >= now.AddDays(-1)).ToList();
        var quarter = day.Where(it => it.EndedAt >= now.AddMinutes(-15)).ToList();
        var figures = new Dictionary<string, double>();
        Put(figures, "success1m", Success(quarter.Where(it => it.EndedAt >= now.AddMinutes(-1))));
        Put(figures, "success15m", Success(quarter));
        Put(figures, "success24h", Success(day));
        Put(figures, "technicalDeclineRate", Share(day, it => it.State is OfferState.Declined or OfferState.Failed && !it.IsBusiness));
        Put(figures, "businessDeclineRate", Share(day, it => it.IsBusiness));
        Put(figures, "timeoutRate", Share(day, it => it.State is OfferState.Lapsed or OfferState.Closed));
        Put(figures, "driftZ", Drift(quarter, day));
        PutTimes(figures, day);
        PutOutages(figures, ended, now);
        PutTrust(figures, own);
        PutVolume(figures, offers, day, quarter, now);
        return figures;
    }

    private static void PutTimes(Dictionary<string, double> figures, List<PastOffer> day)
    {
        var accepts = day.Where(it => it.AcceptedAt is not null)
            .Select(it => (it.AcceptedAt!.Value - it.OfferedAt).TotalSeconds).Order().ToList();
        var settles = day.Where(it => it.IsPaid).Select(it => (it.EndedAt - it.OfferedAt).TotalSeconds).Order().ToList();
        Put(figures, "acceptP50Seconds", Quantile(accepts, 0.5));
        Put(figures, "acceptP95Seconds", Quantile(accepts, 0.95));
        Put(figures, "settleP50Seconds", Quantile(settles, 0.5));
        Put(figures, "settleP95Seconds", Quantile(settles, 0.95));
        Put(figures, "medianPayout", Quantile([.. day.Select(it => it.Payout).Order()], 0.5));
        Put(figures, "promisedRate", day.Count == 0 ? null : day.Average(it => it.Rate));
    }

    /// <summary>An outage lasts from the first of at least three failures in a row to the next payment, or until now.</summary>
    private static void PutOutages(Dictionary<string, double> figures, List<PastOffer> ended, DateTimeOffset now)
    {
        var (run, outages, down) = (new List<PastOffer>(), 0, TimeSpan.Zero);
        foreach (var offer in ended.Where(it => !it.IsBusiness))
        {
            if (!offer.IsPaid)
            {
                run.Add(offer);
                continue;
            }

            Close(offer.EndedAt);
        }

        figures["consecutiveFailures"] = run.Count;
        Close(now);
        if (ended.Count == 0)
        {
            return;
        }

        var watched = now - ended[0].OfferedAt;
        Put(figures, "uptime30d", watched > TimeSpan.Zero ? 1 - Math.Min(1, down / watched) : null);
        Put(figures, "mtbfHours", outages == 0 ? null : (watched - down).TotalHours / outages);
        Put(figures, "mttrMinutes", outages == 0 ? null : down.TotalMinutes / outages);

        void Close(DateTimeOffset until)
        {
            if (run.Count >= FailuresOfAnOutage)
            {
                outages++;
                down += until - run[0].EndedAt;
            }

            run.Clear();
        }
    }

    private static void PutTrust(Dictionary<string, double> figures, List<PastOffer> own)
    {
        var accepted = own.Where(it => it.AcceptedAt is not null).ToList();
        Put(figures, "refundRate30d", Share(accepted, it => it.IsRefunded));
        Put(figures, "proofMismatchRate", Share(own, it => it.LateClaims > 0));
        Put(figures, "lateReportRate", Share(own, it => it.LateReports > 0 || it.State == OfferState.Closed));
        figures["revoked30d"] = own.Count(it => it.Code == LapseCode.FundsWithdrawn);
    }

    private static void PutVolume(
        Dictionary<string, double> figures, IReadOnlyCollection<PastOffer> offers, List<PastOffer> day, List<PastOffer> quarter,
        DateTimeOffset now)
    {
        var all = offers.Where(it => it.IsPaid && it.EndedAt >= now.AddDays(-1)).Sum(it => it.Payout);
        Put(figures, "volumeShare", all > 0 ? day.Where(it => it.IsPaid).Sum(it => it.Payout) / all : null);
        figures["payoutPerMinute"] = quarter.Where(it => it.IsPaid).Sum(it => it.Payout) / 15;
    }

    private static double? Success(IEnumerable<PastOffer> offers) => Share(offers.Where(it => !it.IsBusiness).ToList(), it => it.IsPaid);

    private static double? Share(List<PastOffer> offers, Func<PastOffer, bool> counts) =>
        offers.Count == 0 ? null : offers.Count(counts) / (double)offers.Count;

    private static double? Drift(List<PastOffer> quarter, List<PastOffer> day)
    {
        if (Success(quarter) is not { } recent || Success(day) is not { } usual)
        {
            return null;
        }

        // Laplace's rule keeps the error above zero where all succeeded.
        var smooth = (usual * day.Count + 1) / (day.Count + 2);
        return (recent - usual) / Math.Sqrt(smooth * (1 - smooth) / quarter.Count);
    }

    private static double? Quantile(List<double> sorted, double share) =>
        sorted.Count == 0 ? null : sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];

    private static void Put(Dictionary<string, double> figures, string name, double? value)
    {
        if (value is { } known)
        {
            figures[name] = known;
        }
    }
}
