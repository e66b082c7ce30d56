using Paynode.Domain;
using Paynode.Routing.Llm;
using Paynode.Routing.Metrics;
using Paynode.Storage;

namespace Paynode.Orchestrations;

/// <summary>Puts together the forty figures of a corridor's providers: what they did, what the model believes, what they offer.</summary>
public sealed class ProviderMetricsDesk(IScorerFeed feed, OfferFacts facts, ProviderStore providers, TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    /// <summary>The figures of each provider that serves the corridor, by the names of <see cref="ProviderMetrics"/>; null where nothing is known.</summary>
    public async Task<IReadOnlyList<(Provider Provider, IReadOnlyDictionary<string, double?> Figures)>> ReadAsync(
        CorridorId corridor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var offers = (await facts.RecentAsync(corridor, now - Memory, cancellationToken)).ConvertAll(PastOf);
        var briefing = await feed.BriefAsync(corridor, new Dictionary<ProviderId, string>(), [], cancellationToken);
        var believed = briefing.Providers.ToDictionary(it => it.Provider, it => it.Metrics);
        var rates = (await providers.RatesAsync(cancellationToken)).Where(rate => rate.Corridor == corridor).ToDictionary(rate => rate.Provider);
        var balances = (await providers.BalancesAsync(cancellationToken))
            .Where(it => it.Available.Currency == corridor.Fiat).ToDictionary(it => it.Provider, it => Whole(it.Available));
        return
        [
            .. (await providers.ListAsync(cancellationToken)).Where(provider => provider.Corridors.Contains(corridor)).Select(provider =>
            {
                var known = new Dictionary<string, double>(OfferStatistics.Of(offers, provider.Id, now));
                AddBeliefs(known, believed.GetValueOrDefault(provider.Id));
                AddTerms(known, rates.GetValueOrDefault(provider.Id), balances.TryGetValue(provider.Id, out var balance) ? balance : null, now);
                known["licence"] = provider.Enabled ? 1 : 0;
                known["feeBps"] = 0;
                IReadOnlyDictionary<string, double?> figures = ProviderMetrics.All.ToDictionary(
                    it => it.Name, it => known.TryGetValue(it.Name, out var value) && double.IsFinite(value) ? value : (double?)null);
                return (provider, figures);
            }),
        ];
    }

    private static void AddBeliefs(Dictionary<string, double> known, IReadOnlyDictionary<string, double>? believed)
    {
        foreach (var (name, from) in new[]
        {
            ("posteriorMean", "successWhenUp"), ("posteriorSd", "logOddsSd"), ("probabilityDown", "probabilityDown"),
            ("probabilityPartial", "probabilityDegraded"), ("heartbeatAgeSeconds", "heartbeatAgeSeconds"), ("spreadBps", "spreadBps"),
            ("quoteAgeSeconds", "rateAgeSeconds"), ("allInBps", "allInBps"), ("inFlightRatio", "inFlightRatio"), ("scorerBps", "scorerBps"),
        })
        {
            if (believed?.TryGetValue(from, out var value) == true)
            {
                known[name] = value;
            }
        }

        if (believed?.TryGetValue("oldestPendingSeconds", out var oldest) == true && known.TryGetValue("settleP95Seconds", out var usual) && usual > 0)
        {
            known["oldestPendingRatio"] = oldest / usual;
        }
    }

    private static void AddTerms(Dictionary<string, double> known, ProviderRate? rate, double? balance, DateTimeOffset now)
    {
        if (rate is not null)
        {
            known.TryAdd("quoteAgeSeconds", (now - rate.UpdatedAt).TotalSeconds);
            if (known.TryGetValue("promisedRate", out var promised) && promised > 0)
            {
                known["slippageBps"] = (promised - rate.Rate.Scaled) / promised * 10_000;
            }
        }

        if (balance is { } free)
        {
            known["freeLiquidity"] = free;
            known["balanceRatio"] = free / known.GetValueOrDefault("medianPayout", double.NaN);
            known["minutesToEmpty"] = free / known.GetValueOrDefault("payoutPerMinute", double.NaN);
        }
    }

    private static PastOffer PastOf(OfferFact it) => new(
        it.Provider, it.OfferedAt, it.AcceptedAt, it.EndedAt, it.State, it.Code, Whole(it.Payout), it.Rate.Scaled, it.IsRefunded,
        it.LateClaims, it.LateReports);

    private static double Whole(Money money) => (double)money.Minor / Math.Pow(10, money.Currency.Exponent);
}
