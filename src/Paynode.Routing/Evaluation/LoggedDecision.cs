namespace Paynode.Routing.Evaluation;

/// <summary>A sampled decision with its outcome.</summary>
/// <param name="Candidates">Those that passed every gate.</param>
/// <param name="Chosen">Index of the one that was asked.</param>
/// <param name="Propensity">Probability with which it was sampled, (0, 1].</param>
/// <param name="IsPaid">Whether it paid.</param>
/// <param name="ValueBps">The value of a paid order before its cost.</param>
public sealed record LoggedDecision(
    IReadOnlyList<LoggedCandidate> Candidates, int Chosen, double Propensity, bool IsPaid, double ValueBps)
{
    /// <summary>The reward, in basis points of the amount.</summary>
    public double Reward => IsPaid ? ValueBps - Candidates[Chosen].CostBps : 0;

    /// <summary>The reward that the model expected from a candidate.</summary>
    public double Expected(int candidate) =>
        Candidates[candidate].Probability * (ValueBps - Candidates[candidate].CostBps);
}

/// <summary>A candidate of a logged decision.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Probability">Expected probability of success: the model used by the doubly robust estimate.</param>
/// <param name="CostBps">All-in cost.</param>
/// <param name="UtilityBps">Expected utility.</param>
public sealed record LoggedCandidate(string Provider, double Probability, double CostBps, double UtilityBps);
