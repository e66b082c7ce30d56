using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>
/// Chooses and reserves: from Redis in two round trips, or from memory and the database while Redis is unavailable.
/// </summary>
internal sealed class Selector(
    RoutingPartition partition,
    CandidateReader reader,
    IRoutingModel model,
    ILiquidityFallback fallback,
    RouterOptions options,
    TimeProvider timeProvider)
{
    /// <summary>
    /// Attempts per selection. The first usually succeeds; another is needed when terms changed or liquidity was taken between
    /// the reading and the reservation.
    /// </summary>
    private const int Tries = 3;

    private int _underWay;

    /// <summary>Null when too many selections are in progress.</summary>
    public async ValueTask<Selection?> SelectAsync(SelectionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Interlocked.Increment(ref _underWay) > options.MostUnderWay ? null : await SelectNowAsync(request, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async ValueTask<Selection> SelectNowAsync(SelectionRequest request, CancellationToken cancellationToken)
    {
        // Twice: a partition whose epoch moved is reopened and usually served from Redis after all.
        for (var round = 0; round < 2; round++)
        {
            if (await partition.EpochAsync(cancellationToken) is not { } epoch)
            {
                break;
            }

            try
            {
                return await SelectInRedisAsync(epoch, request);
            }
            catch (EpochMovedException)
            {
                partition.Moved(epoch);
            }
            catch (Exception e) when (RedisIndex.MeansAway(e))
            {
                partition.Lost();
            }
        }

        return await SelectFromMemoryAsync(request, cancellationToken);
    }

    /// <summary>The candidates for an amount, ranked without a reservation.</summary>
    public async ValueTask<Ranking> RankAsync(CorridorId corridor, Func<CandidateState, bool> takes, CancellationToken cancellationToken)
    {
        var id = corridor.ToString();
        var now = timeProvider.GetUtcNow();
        CandidateReading? reading = null;
        if (await partition.EpochAsync(cancellationToken) is { } epoch)
        {
            try
            {
                reading = await reader.ReadAsync(epoch, id);
            }
            catch (EpochMovedException)
            {
                partition.Moved(epoch);
            }
            catch (Exception e) when (RedisIndex.MeansAway(e))
            {
                partition.Lost();
            }
        }

        reading ??= partition.Memory.Read(id, options.HorizonAt(now), now);
        var open = reading.Open.Where(takes).ToArray();
        return model.Rank(new RankingRequest(null, reading, open, 0, now));
    }

    private async Task<Selection> SelectInRedisAsync(long epoch, SelectionRequest request)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reading = attempt == 1
                ? await reader.ReadAsync(epoch, request.CorridorName)
                : await reader.ReadForAsync(epoch, request.CorridorName, request.Needs);
            var now = timeProvider.GetUtcNow();
            var facts = FactsOf(request.Offer, now);
            var (ranking, gated) = Rank(request, facts, reading, now);
            if (ranking.Preference.Count == 0 && attempt == 1)
            {
                continue;
            }

            var result = await partition.Index.ReserveAsync(epoch, ReservationOf(request, facts, reading, ranking));
            if (result.Status != ReservationStatus.None || attempt == Tries || !ChangedMeanwhile(result))
            {
                return Selected(result, ranking, gated, epoch);
            }
        }
    }

    private static bool ChangedMeanwhile(ReservationResult result) =>
        result.PassedOver.Any(gate => gate is RoutingGate.TermsChanged or RoutingGate.Liquidity);

    /// <summary>Candidates that the reservation skipped are recorded with the gate that refused them there.</summary>
    private static Selection Selected(
        ReservationResult result, Ranking ranking, IReadOnlyList<RoutedCandidate> gated, long epoch)
    {
        if (result.PassedOver.Count == 0)
        {
            return new Selection(result.Status, result.Provider, ranking, gated, DecisionSource.Redis, epoch);
        }

        var preference = ranking.Preference.ToArray();
        for (var i = 0; i < result.PassedOver.Count; i++)
        {
            preference[i] = preference[i] with { Numbers = preference[i].Numbers with { Gate = result.PassedOver[i] } };
        }

        return new Selection(
            result.Status, result.Provider, ranking with { Preference = preference }, gated, DecisionSource.Redis, epoch);
    }

    private async Task<Selection> SelectFromMemoryAsync(SelectionRequest request, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var reading = partition.Memory.Read(request.CorridorName, options.HorizonAt(now), now);
        var (ranking, gated) = Rank(request, FactsOf(request.Offer, now), reading, now);
        var needed = options.LiquidityMargin.Of(request.Payout, Rounding.Up) + request.Payout;
        var reserved = await fallback.ReserveAsync(
            new FallbackRequest(
                request.Id, request.Corridor, request.Payout, needed, request.ExpiresAt,
                ranking.Preference.Select(c => c.State.Provider).ToArray(), request.Offer?.Quote?.Value, request.Offer),
            cancellationToken);
        var status = reserved.Provider is null ? ReservationStatus.None
            : reserved.Repeated ? ReservationStatus.Kept
            : ReservationStatus.Taken;
        return new Selection(status, reserved.Provider, ranking, gated, DecisionSource.Snapshot, reserved.Epoch);
    }

    private (Ranking Ranking, IReadOnlyList<RoutedCandidate> Gated) Rank(
        SelectionRequest request, OrderFacts? facts, CandidateReading reading, DateTimeOffset now)
    {
        var (open, gated) = EligibilityFilter.Part(reading, request.Needs);
        return (model.Rank(new RankingRequest(facts, reading, open, request.Seed, now)), gated);
    }

    private Reservation ReservationOf(
        SelectionRequest request, OrderFacts? facts, CandidateReading reading, Ranking ranking) => new()
        {
            Hold = request.Id.ToString("N"),
            Corridor = request.CorridorName,
            ExpiresAt = request.ExpiresAt,
            Units = request.Needs.Units,
            NeededUnits = request.Needs.NeededUnits,
            TakesOver = request.Offer?.Quote?.Value.ToString("N") ?? "",
            SentAt = facts?.At,
            Context = facts is null ? ReadOnlyMemory<byte>.Empty : model.Context(facts, reading),
            Preference = ranking.Preference,
            Most = options.Preferred,
        };

    private static OrderFacts? FactsOf(RoutingRequest? offer, DateTimeOffset now) =>
        offer is null ? null : new OrderFacts(offer.Source, offer.Method, offer.Institution, now);
}
