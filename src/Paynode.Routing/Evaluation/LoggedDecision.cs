namespace Paynode.Routing.Evaluation;

/// <summary>A decision that was drawn, with what came of it.</summary>
/// <param name="Candidates">Those that passed every gate.</param>
/// <param name="Chosen">Index of the one that was asked.</param>
/// <param name="Propensity">Probability with which it was drawn, (0, 1].</param>
/// <param name="IsPaid">Whether it paid.</param>
/// <param name="ValueBps">What a paid order is worth before its cost.</param>
public sealed record LoggedDecision(
    IReadOnlyList<LoggedCandidate> Candidates, int Chosen, double Propensity, bool IsPaid, double ValueBps)
{
    /// <summary>What it earned, in basis points of the amount.</summary>
    public double Reward => IsPaid ? ValueBps - Candidates[Chosen].CostBps : 0;

    /// <summary>What the model expected a candidate to earn.</summary>
    public double Expected(int candidate) =>
        Candidates[candidate].Probability * (ValueBps - Candidates[candidate].CostBps);
}
