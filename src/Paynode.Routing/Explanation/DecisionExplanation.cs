using Paynode.Routing.Features;

namespace Paynode.Routing.Explanation;

/// <summary>The explanation of a routing decision; stored with the order, and sufficient to evaluate another policy on the log.</summary>
/// <param name="ModelVersion">The model that decided.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="Context">The order's features.</param>
/// <param name="IsSampled">Whether the first place was sampled (small orders) or given to the best mean (large).</param>
/// <param name="Propensity">Probability with which this first place would be drawn again.</param>
/// <param name="GapBps">Expected utility of the first minus the second's.</param>
/// <param name="FromSnapshot">Whether the index was unavailable and the decision used a snapshot in memory.</param>
/// <param name="Candidates">Every candidate, in order of preference, the refused ones last.</param>
/// <param name="Sentence">The decision in one readable sentence.</param>
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
