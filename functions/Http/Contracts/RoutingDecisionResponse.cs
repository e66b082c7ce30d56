using Paynode.Routing.Advice;
using Paynode.Routing.Choice;
using Paynode.Routing.Explanation;

namespace Paynode.Functions;

/// <summary>Where the order should go, and why. Nothing is reserved.</summary>
/// <param name="Id">To report outcomes with.</param>
/// <param name="Chosen">Whom to ask first; missing when every gate is shut.</param>
/// <param name="Sentence">The decision in one sentence for a person.</param>
/// <param name="Sampled">Whether the first place was drawn from the beliefs (small orders) or given to the best mean (large).</param>
/// <param name="Propensity">Probability with which it would be drawn again.</param>
/// <param name="GapBps">Expected value of the first less the second's; negative where the first is being explored.</param>
/// <param name="ModelVersion">The model that decided.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Candidates">Every candidate: the ranked in order of preference, then the refused.</param>
public sealed record RoutingDecisionResponse(
    string Id,
    string? Chosen,
    string Sentence,
    bool Sampled,
    double Propensity,
    double GapBps,
    string ModelVersion,
    DateTimeOffset DecidedAt,
    IReadOnlyList<RoutingCandidateResponse> Candidates)
{
    /// <summary>The response to a decision.</summary>
    public static RoutingDecisionResponse Of(Guid id, Advised advice)
    {
        var why = advice.Explanation;
        return new RoutingDecisionResponse(
            id.ToString(),
            why.Candidates.FirstOrDefault(c => c.Rank == 0)?.Provider,
            why.Sentence,
            why.IsSampled,
            why.Propensity,
            why.GapBps,
            why.ModelVersion,
            why.DecidedAt,
            [.. why.Candidates.Select(RoutingCandidateResponse.Of)]);
    }
}
