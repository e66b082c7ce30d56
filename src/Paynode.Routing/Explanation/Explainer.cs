using System.Globalization;
using Paynode.Routing.Choice;
using Paynode.Routing.Features;

namespace Paynode.Routing.Explanation;

/// <summary>Converts a ranking into the stored record and its sentence.</summary>
public static class Explainer
{
    /// <summary>Version of the model and the selection; increased when either decides differently on the same state.</summary>
    public const string ModelVersion = "brain-1";

    /// <summary>Digits kept: enough for any later use, and the record stays small.</summary>
    private const int Digits = 6;

    /// <summary>Explains a decision.</summary>
    /// <param name="providers">Ids of the candidates, in their order.</param>
    /// <param name="scores">The scores that <see cref="ProviderSelector.Rank"/> wrote.</param>
    /// <param name="ranking">The ranking that it returned.</param>
    /// <param name="context">The order.</param>
    /// <param name="now">When it was decided.</param>
    /// <param name="fromSnapshot">Whether the decision used a snapshot in memory.</param>
    public static DecisionExplanation Explain(
        IReadOnlyList<string> providers,
        ReadOnlySpan<CandidateScore> scores,
        in Ranking ranking,
        in OrderContext context,
        DateTimeOffset now,
        bool fromSnapshot = false)
    {
        ArgumentNullException.ThrowIfNull(providers);
        ArgumentOutOfRangeException.ThrowIfNotEqual(providers.Count, scores.Length);
        var candidates = new CandidateExplanation[scores.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            candidates[i] = Of(providers[i], scores[i]);
        }

        Array.Sort(candidates, (a, b) => (a.Rank ?? int.MaxValue).CompareTo(b.Rank ?? int.MaxValue));
        var sentence = Sentence(candidates, ranking, fromSnapshot);
        return new DecisionExplanation(
            ModelVersion, now, context, ranking.IsSampled, Round(ranking.Propensity), Round(ranking.GapBps),
            fromSnapshot, candidates, sentence);
    }

    private static CandidateExplanation Of(string provider, in CandidateScore score) => new(
        provider,
        score.Rank < 0 ? null : score.Rank,
        score.Gate,
        Round(score.ProbabilityMean),
        Round(score.ProbabilitySample),
        Round(score.Down),
        Round(score.Load),
        Round(score.CostBps),
        Round(score.UtilityMean),
        Round(score.UtilitySample),
        Round(score.ScorerBps),
        score.IsProbe,
        score.IsNewcomer);

    private static string Sentence(CandidateExplanation[] candidates, in Ranking ranking, bool fromSnapshot)
    {
        var from = fromSnapshot ? " (decided from a snapshot: the index was unavailable)" : "";
        if (ranking.Eligible == 0)
        {
            return candidates.Length == 0
                ? $"No provider serves this corridor{from}."
                : $"None of {candidates.Length} providers could be asked: {Refusals(candidates)}{from}.";
        }

        var first = candidates[0];
        var facts = Text($"{first.ProbabilityMean:P1} likely to pay at a cost of {first.CostBps:F0} bps");
        var refused = ranking.Eligible == candidates.Length ? "" : $"; {Refusals(candidates)}";
        return $"{first.Provider} is asked first: {facts}, {Reason(candidates, ranking)}{refused}{from}.";
    }

    private static string Reason(CandidateExplanation[] candidates, in Ranking ranking)
    {
        if (ranking.Eligible == 1)
        {
            return "the only one eligible";
        }

        var (first, second) = (candidates[0], candidates[1]);
        if (first.IsProbe)
        {
            return $"tried again to learn whether it has recovered, ahead of {second.Provider}";
        }

        return ranking.GapBps < 0
            ? Text($"tried to learn more about it, {-ranking.GapBps:F1} bps behind {second.Provider} as far as is known")
            : Text($"worth {ranking.GapBps:F1} bps more than {second.Provider}");
    }

    private static string Refusals(CandidateExplanation[] candidates)
    {
        var counts = candidates.Where(c => c.Gate != Gate.None).GroupBy(c => c.Gate).OrderByDescending(g => g.Count());
        return string.Join(", ", counts.Select(g => $"{g.Count()} {Words(g.Key)}"));
    }

    private static string Words(Gate gate) => gate switch
    {
        Gate.NotAllowed => "not licensed for this corridor",
        Gate.SwitchedOff => "switched off",
        Gate.Balance => "short of balance",
        Gate.StaleQuote => "with a stale rate",
        Gate.LostHeartbeat => "without a heartbeat",
        Gate.Down => "believed down",
        _ => "refused",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>JSON has no infinities or NaN; such a figure is written as 0.</summary>
    private static double Round(double value) => double.IsFinite(value) ? Math.Round(value, Digits) : 0;
}
