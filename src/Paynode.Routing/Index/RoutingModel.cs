using Paynode.Payments;
using Paynode.Routing.Choice;
using Paynode.Routing.Explanation;
using Paynode.Routing.Features;
using Paynode.Routing.Learning;

namespace Paynode.Routing.Index;

/// <summary>The adapter of the learning model: converts between the index's readings and the pure model's types.</summary>
internal sealed class RoutingModel : IRoutingModel
{
    [ThreadStatic]
    private static Candidate[]? _candidates;

    [ThreadStatic]
    private static CandidateScore[]? _scores;

    private readonly Learner _learner = new();
    private readonly ProviderSelector _chooser;
    private readonly RouterOptions _options;

    public RoutingModel(RouterOptions options)
    {
        _options = options;
        _chooser = new ProviderSelector(_learner);
    }

    public string Version => Explainer.ModelVersion;

    public Ranking Rank(RankingRequest request)
    {
        if (request.Candidates.Count == 0)
        {
            return new Ranking([], [], false);
        }

        var corridor = CorridorOf(request.Reading);
        var context = ContextOf(request.Order, corridor.Model);
        var candidates = Room(ref _candidates, request.Candidates.Count);
        var scores = Room(ref _scores, request.Candidates.Count);
        Fill(candidates, request, corridor.Model);
        var ranking = _chooser.Rank(
            corridor.Model, candidates, context, request.Now, SeededRandom.From(request.Seed), scores, corridor.Trust);
        return RankingOf(request, candidates, scores, ranking);
    }

    public ReadOnlyMemory<byte> Context(OrderFacts order, CandidateReading? reading)
    {
        var corridor = reading is null ? ModelBytes.Corridor(default, _learner) : CorridorOf(reading);
        return OfferContext.Write(ContextOf(order, corridor.Model), Amount(order));
    }

    public Learned Learn(
        ReadOnlyMemory<byte> corridorModel,
        IReadOnlyDictionary<ProviderId, ReadOnlyMemory<byte>> models,
        IReadOnlyList<Attempt> attempts)
    {
        var corridor = ModelBytes.Corridor(corridorModel.Span, _learner);
        var providers = new Dictionary<ProviderId, ProviderModel>();
        foreach (var attempt in attempts)
        {
            if (!providers.TryGetValue(attempt.Provider, out var provider))
            {
                provider = ModelBytes.Provider(models.GetValueOrDefault(attempt.Provider).Span, _learner, corridor.Model);
                providers[attempt.Provider] = provider;
            }

            Learn(corridor, provider, attempt);
        }

        return new Learned(ModelBytes.Of(corridor), providers.ToDictionary(p => p.Key, p => ModelBytes.Of(p.Value)));
    }

    public IReadOnlyDictionary<string, double> Describe(StandingRequest request)
    {
        var (state, now) = (request.Candidate, request.Now);
        var corridor = CorridorOf(request.Reading).Model;
        var provider = ProviderOf(state, corridor);
        var ages = AgesOf(state, now);
        var belief = _learner.ObservePending(provider, ages, now);
        var skill = _learner.PredictApart(corridor, provider, now);
        var cost = CostOf(provider, request.SpreadBps);
        var shifted = skill.Mean + CorridorOf(request.Reading).Trust.Weight * ScorerTrust.Bounded(state.ScorerScore?.LogOddsAt(now) ?? 0);
        return new Dictionary<string, double>
        {
            ["allInBps"] = cost,
            ["inFlightRatio"] = state.Capacity > 0 ? state.InFlight / (double)state.Capacity : double.NaN,
            ["scorerBps"] = (Logistic.Sigmoid(shifted) - Logistic.Sigmoid(skill.Mean)) * (_options.ValueBps - cost),
            ["successWhenUp"] = Logistic.Sigmoid(skill.Mean),
            ["logOddsSd"] = skill.Sd,
            ["probabilityDown"] = belief.Down,
            ["probabilityDegraded"] = belief.Partial,
            ["outcomesSeen"] = provider.Outcomes,
            ["answerSecondsP50"] = provider.Latency.Quantile(0.5),
            ["answerSecondsP95"] = provider.Latency.Quantile(0.95),
            ["offersInFlight"] = state.InFlight,
            ["oldestPendingSeconds"] = ages.Length > 0 ? ages[0] : 0,
            ["spreadBps"] = request.SpreadBps,
            ["rateAgeSeconds"] = (now - state.RatedAt).TotalSeconds,
            ["heartbeatAgeSeconds"] = (now - state.HeartbeatAt).TotalSeconds,
        };
    }

    public Standing Standing(StandingRequest request)
    {
        var corridor = CorridorOf(request.Reading).Model;
        var provider = ProviderOf(request.Candidate, corridor);
        var belief = _learner.ObservePending(provider, AgesOf(request.Candidate, request.Now), request.Now);
        var skill = _learner.PredictApart(corridor, provider, request.Now);
        var cost = CostOf(provider, request.SpreadBps);
        var utilityBps = Logistic.Sigmoid(skill.Mean) * belief.Factor(_learner.HealthParameters) * (_options.ValueBps - cost);
        return new Standing((long)(utilityBps * 100), skill.Sd);
    }

    private void Learn(CorridorState corridor, ProviderModel provider, Attempt attempt)
    {
        var offer = OfferContext.Read(attempt.Context.Span);
        var latency = Math.Max(0, (attempt.Outcome.At - attempt.SentAt).TotalSeconds);
        var outcome = new AttemptOutcome(KindOf(attempt.Outcome), latency, offer.Loading, offer.ScorerScore);
        _learner.Learn(corridor.Model, provider, offer.Context, outcome, attempt.Outcome.At, corridor.Trust);
        corridor.Model.ObserveAmount(offer.Amount);
    }

    private void Fill(Span<Candidate> candidates, RankingRequest request, CorridorModel corridor)
    {
        for (var i = 0; i < candidates.Length; i++)
        {
            var state = request.Candidates[i];
            var model = ProviderOf(state, corridor);
            candidates[i] = new Candidate
            {
                Model = model,
                CostBps = CostOf(model, Cost.SpreadBps(state.Terms!.Rate, request.Reading.BestRate)),
                InFlight = state.InFlight,
                Capacity = state.Capacity,
                ScorerScore = state.ScorerScore?.LogOddsAt(request.Now) ?? 0,
                PendingAgesSeconds = AgesOf(state, request.Now),
            };
        }
    }

    private static Ranking RankingOf(
        RankingRequest request, ReadOnlySpan<Candidate> candidates, ReadOnlySpan<CandidateScore> scores, in Choice.Ranking ranking)
    {
        var preference = new RankedCandidate[ranking.Eligible];
        var refused = new List<RoutedCandidate>();
        for (var i = 0; i < scores.Length; i++)
        {
            var numbers = NumbersOf(request.Candidates[i], scores[i]);
            if (scores[i].Rank < 0)
            {
                refused.Add(numbers);
                continue;
            }

            preference[scores[i].Rank] = new RankedCandidate(
                request.Candidates[i], numbers, OfferContext.WriteTag(scores[i].Loading, candidates[i].ScorerScore),
                scores[i].Rank == 0 ? ranking.Propensity : null);
        }

        return new Ranking(preference, refused, ranking.IsSampled);
    }

    private static RoutedCandidate NumbersOf(CandidateState state, in CandidateScore score) => new(state.Provider)
    {
        Rank = score.Rank < 0 ? null : score.Rank + 1,
        Gate = score.Rank < 0 ? RoutingGate.Down : null,
        Rate = state.Terms!.Rate,
        PMean = score.ProbabilityMean,
        PSample = score.ProbabilitySample,
        PDown = score.Down,
        Load = score.Load,
        InFlight = state.InFlight,
        CostBps = score.CostBps,
        Utility = score.UtilityMean,
        SampledUtility = score.UtilitySample,
        ScorerBps = score.ScorerBps,
        IsProbe = score.IsProbe,
        IsNewcomer = score.IsNewcomer,
    };

    private CorridorState CorridorOf(CandidateReading reading) =>
        (CorridorState)(reading.Decoded ??= ModelBytes.Corridor(reading.CorridorModel.Span, _learner));

    private ProviderModel ProviderOf(CandidateState state, CorridorModel corridor) =>
        (ProviderModel)(state.Decoded ??= ModelBytes.Provider(state.Model.Span, _learner, corridor));

    private double CostOf(ProviderModel provider, double spreadBps) => new RouteCost(
        0, spreadBps, 0, RouteCost.PriceOfLatency(provider.Latency.Quantile(0.5), _options.LatencyBpsPerMinute)).TotalBps;

    /// <summary>Without an order there is no context, and nothing is explored.</summary>
    private OrderContext ContextOf(OrderFacts? order, CorridorModel corridor) => order is null
        ? new OrderContext(0, 0, 0, 0, true, _options.ValueBps)
        : ContextEncoder.Encode(
            order.Method, order.Institution, Amount(order), corridor.LargeAmount.IsLarge(Amount(order)), _options.ValueBps, order.At);

    /// <summary>The amount as a feature: approximate dollars.</summary>
    private static double Amount(OrderFacts order) => (double)order.Source.Minor / Math.Pow(10, order.Source.Currency.Exponent);

    private static float[] AgesOf(CandidateState state, DateTimeOffset now) => state.PendingAges ??= Ages(state.OldestSent, now);

    private static float[] Ages(IReadOnlyList<long> sentMs, DateTimeOffset now)
    {
        if (sentMs.Count == 0)
        {
            return [];
        }

        var nowMs = now.ToUnixTimeMilliseconds();
        var ages = new float[sentMs.Count];
        for (var i = 0; i < ages.Length; i++)
        {
            ages[i] = Math.Max(0, nowMs - sentMs[i]) / 1000f;
        }

        return ages;
    }

    private static OutcomeKind KindOf(Outcome outcome) => outcome.State switch
    {
        OfferState.Fulfilled => OutcomeKind.Success,
        OfferState.Lapsed or OfferState.Closed => OutcomeKind.TimedOut,
        _ => RefusalCode.IsBusiness(outcome.Code) ? OutcomeKind.BusinessDecline : OutcomeKind.TechnicalFailure,
    };

    /// <summary>A per-thread buffer for one decision's candidates, too large to allocate each time.</summary>
    private static Span<T> Room<T>(ref T[]? room, int count)
    {
        if (room is null || room.Length < count)
        {
            room = new T[count + 8];
        }

        return room.AsSpan(0, count);
    }
}
