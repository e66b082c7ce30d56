namespace Paynode.Routing.Choice;

/// <summary>The result of ranking a set of candidates.</summary>
/// <param name="Eligible">Candidates that passed every gate.</param>
/// <param name="IsSampled">Whether the first place was sampled from the posterior (small orders) or is the best mean (large).</param>
/// <param name="Propensity">
/// Probability that this first place would be drawn again; 1 where nothing was sampled, 0 if none is eligible.
/// </param>
/// <param name="GapBps">Expected utility of the first minus that of the second; negative where the first was explored.</param>
public readonly record struct Ranking(int Eligible, bool IsSampled, double Propensity, double GapBps);
