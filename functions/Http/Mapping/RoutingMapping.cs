using System.Text.Json;
using Paynode.Routing.Advice;
using Paynode.Routing.Choice;
using Paynode.Routing.Explanation;

namespace Paynode.Functions;

/// <summary>Routing advice as the API answers it.</summary>
internal static class RoutingMapping
{
    public static RoutingDecisionResponse ToResponse(this Advised advice, Guid id)
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
            [.. why.Candidates.Select(ToResponse)]);
    }

    private static RoutingCandidateResponse ToResponse(CandidateExplanation candidate) => new(
        candidate.Provider,
        candidate.Rank + 1,
        candidate.Gate == Gate.None ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(candidate.Gate.ToString()),
        candidate.ProbabilityMean,
        candidate.ProbabilitySample,
        candidate.Down,
        candidate.Load,
        candidate.CostBps,
        candidate.UtilityBps,
        candidate.UtilitySampleBps,
        candidate.IsProbe,
        candidate.IsNewcomer);
}
