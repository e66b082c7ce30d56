using Paynode.Routing.Features;

namespace Paynode.Routing.Explanation;

/// <summary>Why an order went where it went; stored with the order, and enough to evaluate another policy on the log.</summary>
/// <param name="ModelVersion">The model that decided.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Context">The order as the model saw it.</param>
/// <param name="IsSampled">Whether first place was drawn (small orders) or given to the best mean (large).</param>
/// <param name="Propensity">Probability with which this first place would be drawn again.</param>
/// <param name="GapBps">Expected utility of the first less the second's.</param>
/// <param name="FromSnapshot">Whether the index was away and a snapshot in memory decided.</param>
/// <param name="Candidates">Every candidate, in order of preference, the refused last.</param>
/// <param name="Sentence">The decision in one sentence for a person.</param>
public sealed record DecisionExplanation(
    string ModelVersion,
    DateTimeOffset DecidedAt,
    OrderContext Context,
    bool IsSampled,
    double Propensity,
    double GapBps,
    bool FromSnapshot,
    IReadOnlyList<CandidateExplanation> Candidates,
    string Sentence);
