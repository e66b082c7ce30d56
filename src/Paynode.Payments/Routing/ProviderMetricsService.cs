using Paynode.Routing.Llm;
using Paynode.Routing.Metrics;

namespace Paynode.Payments;

/// <summary>Compiles the forty metrics of a corridor's providers: their history, the model's estimates, their current offers.</summary>
public sealed class ProviderMetricsService(
    IScorerFeed feed, OfferFacts facts, SettlementGas gas, ProviderStore providers, TimeProvider timeProvider)
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    /// <summary>The router's metrics by the names that they have here.</summary>
    private static readonly (string Name, string Routers)[] Believed =
    [
        ("posteriorMean", "successWhenUp"), ("posteriorSd", "logOddsSd"), ("probabilityDown", "probabilityDown"),
        ("probabilityPartial", "probabilityDegraded"), ("heartbeatAgeSeconds", "heartbeatAgeSeconds"), ("spreadBps", "spreadBps"),
        ("quoteAgeSeconds", "rateAgeSeconds"), ("allInBps", "allInBps"), ("inFlightRatio", "inFlightRatio"), ("scorerBps", "scorerBps"),
    ];

    /// <summary>
    /// The metrics of each provider that serves the corridor, by the names of <see cref="ProviderMetrics"/>; null where unknown.
    /// </summary>
    public async Task<IReadOnlyList<(Provider Provider, IReadOnlyDictionary<string, double?> Figures)>> ReadAsync(
        CorridorId corridor, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var serving = (await providers.ListAsync(cancellationToken)).Where(it => it.Corridors.Contains(corridor)).ToList();
        var offers = (await facts.RecentAsync(corridor, now - Memory, cancellationToken)).ConvertAll(PastOf);
        var promptContext = await feed.BriefAsync(corridor, new Dictionary<ProviderId, string>(), [], cancellationToken);
        var believed = promptContext.Providers.ToDictionary(it => it.Provider, it => it.Metrics);
        var terms = await TermsAsync(corridor, now, cancellationToken);
        var gasPerOrder = await gas.PerOrderAsync(corridor, now - TimeSpan.FromDays(1), cancellationToken);
        return
        [
            .. serving.Select(provider =>
            {
                var known = new Dictionary<string, double>(OfferStatistics.Of(offers, provider.Id, now));
                AddBeliefs(known, believed.GetValueOrDefault(provider.Id));
                terms(provider, known);
                AddStanding(known, provider, serving, believed, now);
                Put(known, "gasPerOrder", gasPerOrder.TryGetValue(provider.Id, out var used) ? used : null);
                IReadOnlyDictionary<string, double?> figures = ProviderMetrics.All.ToDictionary(
                    it => it.Name, it => known.TryGetValue(it.Name, out var value) && double.IsFinite(value) ? value : (double?)null);
                return (provider, figures);
            }),
        ];
    }

    /// <summary>The prompt context for a corridor's providers besides the router's own metrics; known values only.</summary>
    public async Task<IReadOnlyDictionary<ProviderId, IReadOnlyDictionary<string, double>>> BriefAsync(
        CorridorId corridor, CancellationToken cancellationToken) =>
        (await ReadAsync(corridor, cancellationToken)).ToDictionary(
            it => it.Provider.Id,
            it => (IReadOnlyDictionary<string, double>)it.Figures
                .Where(figure => figure.Value is not null && ProviderMetrics.Briefed.Contains(figure.Key))
                .ToDictionary(figure => figure.Key, figure => figure.Value!.Value));

    private static void AddBeliefs(Dictionary<string, double> known, IReadOnlyDictionary<string, double>? believed)
    {
        foreach (var (name, routers) in Believed)
        {
            Put(known, name, believed?.TryGetValue(routers, out var value) == true ? value : null);
        }

        if (believed?.TryGetValue("oldestPendingSeconds", out var oldest) == true
            && known.TryGetValue("settleP95Seconds", out var usual) && usual > 0)
        {
            known["oldestPendingRatio"] = oldest / usual;
        }
    }

    /// <summary>Providers' rates, balances, and balance increases.</summary>
    private async Task<Action<Provider, Dictionary<string, double>>> TermsAsync(
        CorridorId corridor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rates = (await providers.RatesAsync(cancellationToken)).Where(rate => rate.Corridor == corridor)
            .ToDictionary(rate => rate.Provider);
        var balances = (await providers.BalancesAsync(cancellationToken))
            .Where(it => it.Available.Currency == corridor.Fiat).ToDictionary(it => it.Provider, it => Whole(it.Available));
        var refills = await providers.RefillsAsync(corridor.Fiat, now, cancellationToken);
        return (provider, known) =>
        {
            AddRate(known, rates.GetValueOrDefault(provider.Id), now);
            if (balances.TryGetValue(provider.Id, out var free))
            {
                known["freeLiquidity"] = free;
                known["balanceRatio"] = free / known.GetValueOrDefault("medianPayout", double.NaN);
                known["minutesToEmpty"] = free / known.GetValueOrDefault("payoutPerMinute", double.NaN);
                var hours = Math.Clamp((now - provider.CreatedAt).TotalHours, 1, ProviderStore.RefillMemory.TotalHours);
                known["refillPerHour"] = Whole(refills.GetValueOrDefault(provider.Id), corridor.Fiat) / hours;
            }
        };
    }

    private static void AddRate(Dictionary<string, double> known, ProviderRate? rate, DateTimeOffset now)
    {
        if (rate is null)
        {
            return;
        }

        known.TryAdd("quoteAgeSeconds", (now - rate.UpdatedAt).TotalSeconds);
        Put(known, "maxConcurrent", rate.MaxConcurrent > 0 ? rate.MaxConcurrent : null);
        if (known.TryGetValue("promisedRate", out var promised) && promised > 0)
        {
            known["slippageBps"] = (promised - rate.Rate.Scaled) / promised * 10_000;
        }
    }

    /// <summary>The operator's data on it: its licence, and the performance of providers with the same upstream partners.</summary>
    private static void AddStanding(
        Dictionary<string, double> known, Provider provider, List<Provider> serving,
        Dictionary<ProviderId, IReadOnlyDictionary<string, double>> believed, DateTimeOffset now)
    {
        Put(known, "licenceDays", (provider.LicensedUntil - now)?.TotalDays);
        Put(known, "upstreamDown", serving
            .Where(it => it.Id != provider.Id && it.UpstreamGroup is not null && it.UpstreamGroup == provider.UpstreamGroup)
            .Select(it => believed.GetValueOrDefault(it.Id)?.TryGetValue("probabilityDown", out var down) == true ? down : (double?)null)
            .Max());
    }

    private static PastOffer PastOf(OfferFact it) => new(
        it.Provider, it.OfferedAt, it.AcceptedAt, it.EndedAt, it.State, it.Code, Whole(it.Payout), it.Rate.Scaled, it.IsRefunded,
        it.LateClaims, it.LateReports);

    private static double Whole(Money money) => Whole((double)money.Minor, money.Currency);

    private static double Whole(double minor, Currency currency) => minor / Math.Pow(10, currency.Exponent);

    private static void Put(Dictionary<string, double> figures, string name, double? value)
    {
        if (value is { } known)
        {
            figures[name] = known;
        }
    }
}
