using Paynode.Routing.Choice;
using Paynode.Routing.Explanation;
using Paynode.Routing.Features;
using Paynode.Routing.Health;
using Paynode.Routing.Index;
using Paynode.Routing.Learning;

namespace Paynode.Routing.Advice;

/// <summary>
/// The routing model alone, for callers with their own providers: candidates in, a ranking out, nothing reserved. Pure.
/// </summary>
public sealed class Adviser
{
    private readonly Learner _learner = new();
    private readonly ProviderSelector _chooser;

    /// <summary>Creates it.</summary>
    public Adviser() => _chooser = new ProviderSelector(_learner);

    /// <summary>Ranks the candidates for an order and explains the ranking.</summary>
    /// <param name="order">The order.</param>
    /// <param name="candidates">The candidates, each once.</param>
    /// <param name="learned">The learned state so far.</param>
    /// <param name="now">The time.</param>
    /// <param name="random">The random source of the sample.</param>
    public Advised Advise(
        AdviceOrder order, IReadOnlyList<AdviceCandidate> candidates, LearnedBytes learned, DateTimeOffset now, Random random)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(learned);
        var corridor = ModelBytes.Corridor(learned.Corridor.Span, _learner).Model;
        var isLarge = corridor.LargeAmount.IsLarge(order.Amount);
        var context = ContextEncoder.Encode(order.Method, order.Institution, order.Amount, isLarge, order.ValueBps, now);
        var described = new Candidate[candidates.Count];
        for (var i = 0; i < described.Length; i++)
        {
            var model = learned.Providers.GetValueOrDefault(candidates[i].Id);
            described[i] = Describe(candidates[i], ModelBytes.Provider(model.Span, _learner, corridor));
        }

        var scores = new CandidateScore[described.Length];
        var ranking = _chooser.Rank(corridor, described, context, now, random, scores);
        return new Advised(
            Explainer.Explain([.. candidates.Select(c => c.Id)], scores, ranking, context, now),
            OfferContext.Write(context, order.Amount),
            candidates.ToDictionary(c => c.Id, c => LoadModel.LoadingOf(c.InFlight, c.Capacity)));
    }

    /// <summary>Learns from an outcome; returns the updated state of the corridor and the provider.</summary>
    public (byte[] Corridor, byte[] Provider) Learn(ReadOnlySpan<byte> corridor, ReadOnlySpan<byte> provider, AdvisedOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var state = ModelBytes.Corridor(corridor, _learner);
        var model = ModelBytes.Provider(provider, _learner, state.Model);
        var offer = OfferContext.Read(outcome.Context.Span);
        var attempt = new AttemptOutcome(outcome.Kind, outcome.LatencySeconds, outcome.Loading);
        _learner.Learn(state.Model, model, offer.Context, attempt, outcome.At);
        state.Model.ObserveAmount(offer.Amount);
        return (ModelBytes.Of(state), ModelBytes.Of(model));
    }

    private static Candidate Describe(AdviceCandidate candidate, ProviderModel model) => new()
    {
        Model = model,
        CostBps = candidate.CostBps,
        InFlight = candidate.InFlight,
        Capacity = candidate.Capacity,
        BalanceRatio = candidate.BalanceRatio,
        QuoteAgeSeconds = candidate.QuoteAgeSeconds,
        HeartbeatAgeSeconds = candidate.HeartbeatAgeSeconds,
        IsAllowed = candidate.IsAllowed,
        IsSwitchedOff = candidate.IsSwitchedOff,
        PendingAgesSeconds = candidate.PendingSeconds.Take(HealthModel.MostPendingAges).Select(age => (float)age).ToArray(),
    };
}
