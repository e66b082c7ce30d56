using System.Text.Json;
using Paynode.Routing.Choice;
using Paynode.Routing.Explanation;

namespace Paynode.Functions;

/// <summary>How one candidate was judged.</summary>
/// <param name="Provider">Your name for it.</param>
/// <param name="Rank">Place in the order of preference, from 1; missing when a gate refused it.</param>
/// <param name="Gate">The gate that refused it; missing when none did.</param>
/// <param name="Probability">Expected probability of success.</param>
/// <param name="SampledProbability">The one that was drawn.</param>
/// <param name="Down">Probability that it is down.</param>
/// <param name="Load">Share of success that its load leaves.</param>
/// <param name="CostBps">Its cost.</param>
/// <param name="UtilityBps">Expected value.</param>
/// <param name="SampledUtilityBps">The one that was drawn.</param>
/// <param name="Probe">Whether it was tried as if up although suspect.</param>
/// <param name="Newcomer">Whether it is held to a newcomer's share.</param>
public sealed record RoutingCandidateResponse(
    string Provider,
    int? Rank,
    string? Gate,
    double Probability,
    double SampledProbability,
    double Down,
    double Load,
    double CostBps,
    double UtilityBps,
    double SampledUtilityBps,
    bool Probe,
    bool Newcomer)
{
    /// <summary>A candidate's part of the response.</summary>
    public static RoutingCandidateResponse Of(CandidateExplanation candidate) => new(
        candidate.Provider,
        candidate.Rank + 1,
        candidate.Gate == Routing.Choice.Gate.None ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(candidate.Gate.ToString()),
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
