using Paynode.Routing.Features;
using Paynode.Routing.Health;
using Paynode.Routing.Learning;

namespace Paynode.Routing.Choice;

/// <summary>
/// Ranks a corridor's candidates for one order: the first by a Thompson sample of expected utility
/// U = p·load·(value − cost), the others (the failover order) by its mean. Allocates nothing; stateless.
/// </summary>
public sealed class ProviderSelector
{
    private readonly Learner _learner;
    private readonly ChoiceParameters _parameters;

    /// <summary>Creates a selector.</summary>
    public ProviderSelector(Learner learner, ChoiceParameters? parameters = null)
    {
        _learner = learner;
        _parameters = parameters ?? ChoiceParameters.Default;
    }

    /// <summary>Scores and ranks.</summary>
    /// <param name="corridor">The corridor's shared state.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="context">The order.</param>
    /// <param name="now">The time.</param>
    /// <param name="random">Source of the sample; two numbers are drawn per pair of candidates.</param>
    /// <param name="scores">Receives a score per candidate, in the candidates' order; at least as long as they are.</param>
    /// <param name="trust">The trust in the scorer; without it, its scores are ignored.</param>
    public Ranking Rank(
        CorridorModel corridor,
        ReadOnlySpan<Candidate> candidates,
        in OrderContext context,
        DateTimeOffset now,
        Random random,
        Span<CandidateScore> scores,
        ScorerTrust? trust = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(scores.Length, candidates.Length, nameof(scores));
        scores = scores[..candidates.Length];
        var weight = trust?.Weight ?? 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            scores[i] = Judge(corridor, candidates[i], context, now, weight);
        }

        var isSampled = !context.IsLarge;
        if (isSampled)
        {
            HoldNewcomersBack(scores);
            Sample(scores, random);
        }

        return Order(scores, isSampled);
    }

    private CandidateScore Judge(
        CorridorModel corridor, in Candidate candidate, in OrderContext context, DateTimeOffset now, double scorerWeight)
    {
        var belief = _learner.ObservePending(candidate.Model, candidate.PendingAgesSeconds.Span, now);
        var skill = _learner.Predict(corridor, candidate.Model, context, now);
        var shift = scorerWeight * ScorerTrust.Bounded(candidate.ScorerScore);
        var loading = LoadModel.LoadingOf(candidate.InFlight, candidate.Capacity);
        var load = corridor.Load.Factor(loading);
        var health = belief.Factor(_learner.HealthParameters);
        var healthyAmplitude = load * (context.ValueBps + _parameters.FailurePriceBps(corridor.Outcomes) - candidate.CostBps);
        var probability = Logistic.Sigmoid(skill.Mean + shift);
        var score = new CandidateScore
        {
            Gate = GateOf(candidate, belief),
            Rank = -1,
            SkillMean = probability,
            ProbabilityMean = probability * health * load,
            Down = belief.Down,
            Partial = belief.Partial,
            Load = load,
            Loading = loading,
            CostBps = candidate.CostBps,
            UtilityMean = probability * health * healthyAmplitude,
            LogOddsMean = skill.Mean + shift,
            LogOddsSd = skill.Sd,
            Amplitude = health * healthyAmplitude,
            HealthyAmplitude = healthyAmplitude,
            AdmitProbability = 1,
            IsAdmitted = true,
        };
        score.ProbabilitySample = score.ProbabilityMean;
        score.UtilitySample = score.UtilityMean;
        score.ScorerBps = shift == 0 ? 0 : (probability - Logistic.Sigmoid(skill.Mean)) * score.Amplitude;
        var isSuspect = health < _parameters.SuspectFactor && candidate.InFlight == 0;
        score.ProbeProbability = isSuspect ? belief.Up * ProbeRate(belief) : 0;
        score.IsNewcomer = candidate.Model.IsOnProbation && candidate.Model.Outcomes < _parameters.NewcomerOutcomes;
        return score;
    }

    private double ProbeRate(in HealthBelief belief) =>
        (_parameters.ProbeRatePartial * belief.Partial + _parameters.ProbeRateDown * belief.Down) / (belief.Partial + belief.Down);

    /// <summary>The first gate that refuses the candidate.</summary>
    private Gate GateOf(in Candidate candidate, in HealthBelief belief)
    {
        if (!candidate.IsAllowed)
        {
            return Gate.NotAllowed;
        }

        if (candidate.IsSwitchedOff)
        {
            return Gate.SwitchedOff;
        }

        // Written so that NaN refuses.
        if (!(candidate.BalanceRatio >= _parameters.BalanceMargin))
        {
            return Gate.Balance;
        }

        if (!(candidate.QuoteAgeSeconds <= _parameters.MostQuoteAgeSeconds) || !double.IsFinite(candidate.CostBps))
        {
            return Gate.StaleQuote;
        }

        if (!(candidate.HeartbeatAgeSeconds <= _parameters.MostHeartbeatAgeSeconds))
        {
            return Gate.LostHeartbeat;
        }

        return belief.Down > _parameters.MostDown ? Gate.Down : Gate.None;
    }

    /// <summary>
    /// A newcomer competes for the first place in 1 % of decisions only, as long as another candidate is eligible.
    /// </summary>
    private void HoldNewcomersBack(Span<CandidateScore> scores)
    {
        var hasSeasoned = false;
        foreach (ref readonly var score in scores)
        {
            hasSeasoned |= score.Gate == Gate.None && !score.IsNewcomer;
        }

        foreach (ref var score in scores)
        {
            score.AdmitProbability = hasSeasoned && score.IsNewcomer ? _parameters.NewcomerShare : 1;
        }
    }

    private void Sample(Span<CandidateScore> scores, Random random)
    {
        var spare = double.NaN;
        foreach (ref var score in scores)
        {
            if (score.Gate != Gate.None)
            {
                continue;
            }

            var normal = NextNormal(random, ref spare);
            var skill = Logistic.Sigmoid(score.LogOddsMean + _parameters.Exploration * score.LogOddsSd * normal);
            score.IsAdmitted = score.AdmitProbability >= 1 || random.NextDouble() < score.AdmitProbability;
            score.IsProbe = score.ProbeProbability > 0 && random.NextDouble() < score.ProbeProbability;
            score.UtilitySample = skill * (score.IsProbe ? score.HealthyAmplitude : score.Amplitude);
            score.ProbabilitySample = score.SkillMean > 0 ? score.ProbabilityMean * skill / score.SkillMean : 0;
        }
    }

    private Ranking Order(Span<CandidateScore> scores, bool isSampled)
    {
        Span<int> order = scores.Length <= 256 ? stackalloc int[scores.Length] : new int[scores.Length];
        var eligible = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i].Gate == Gate.None)
            {
                order[eligible++] = i;
            }
        }

        if (eligible == 0)
        {
            return new Ranking(0, isSampled, 0, 0);
        }

        order = order[..eligible];
        SortByMean(order, scores);
        PutFirst(order, Leader(order, scores));
        for (var place = 0; place < eligible; place++)
        {
            scores[order[place]].Rank = place;
        }

        var gap = eligible > 1 ? scores[order[0]].UtilityMean - scores[order[1]].UtilityMean : 0;
        var propensity = isSampled && _parameters.ReportsPropensity ? Propensity.Of(order[0], order, scores, _parameters.Exploration) : 1;
        return new Ranking(eligible, isSampled, propensity, gap);
    }

    /// <summary>Insertion sort: the sets are small, and those from a corridor's index are nearly sorted.</summary>
    private static void SortByMean(Span<int> order, ReadOnlySpan<CandidateScore> scores)
    {
        for (var i = 1; i < order.Length; i++)
        {
            var moved = order[i];
            var utility = scores[moved].UtilityMean;
            var place = i;
            while (place > 0 && scores[order[place - 1]].UtilityMean < utility)
            {
                order[place] = order[place - 1];
                place--;
            }

            order[place] = moved;
        }
    }

    /// <summary>The best sample among those admitted; there is always one, because newcomers are only held back for others.</summary>
    private static int Leader(ReadOnlySpan<int> order, ReadOnlySpan<CandidateScore> scores)
    {
        var leader = -1;
        foreach (var candidate in order)
        {
            if (scores[candidate].IsAdmitted
                && (leader < 0 || scores[candidate].UtilitySample > scores[leader].UtilitySample))
            {
                leader = candidate;
            }
        }

        return leader;
    }

    private static void PutFirst(Span<int> order, int leader)
    {
        var place = order.IndexOf(leader);
        order[..place].CopyTo(order[1..]);
        order[0] = leader;
    }

    /// <summary>Box–Muller; every second call uses the spare value of the previous one.</summary>
    private static double NextNormal(Random random, ref double spare)
    {
        if (!double.IsNaN(spare))
        {
            var kept = spare;
            spare = double.NaN;
            return kept;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
        spare = radius * sin;
        return radius * cos;
    }
}
