using Paynode.Routing.Choice;

namespace Paynode.Routing.Explanation;

/// <summary>One candidate's part in a decision. Probabilities are in [0, 1], money in basis points of the amount.</summary>
/// <param name="Provider">The provider's id.</param>
/// <param name="Rank">Rank in the order of preference, 0 first; null if a gate refused it.</param>
/// <param name="Gate">The gate that refused it; <see cref="Gate.None"/> if none did.</param>
/// <param name="ProbabilityMean">Expected probability of success.</param>
/// <param name="ProbabilitySample">Sampled probability of success.</param>
/// <param name="Down">Probability that it is down.</param>
/// <param name="Load">Load factor.</param>
/// <param name="CostBps">All-in cost.</param>
/// <param name="UtilityBps">Expected utility.</param>
/// <param name="UtilitySampleBps">Sampled utility.</param>
/// <param name="ScorerBps">The scorer's part of the expected utility.</param>
/// <param name="IsProbe">Whether it was tried as if up although suspected to be down.</param>
/// <param name="IsNewcomer">Whether it is limited to a newcomer's share.</param>
public sealed record CandidateExplanation(
    string Provider,
    int? Rank,
    Gate Gate,
    double ProbabilityMean,
    double ProbabilitySample,
    double Down,
    double Load,
    double CostBps,
    double UtilityBps,
    double UtilitySampleBps,
    double ScorerBps,
    bool IsProbe,
    bool IsNewcomer);
