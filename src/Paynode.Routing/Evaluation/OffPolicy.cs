namespace Paynode.Routing.Evaluation;

/// <summary>
/// Off-policy evaluation: the reward of another policy on logged decisions (Dudík, Langford and Li, arXiv 1103.4601). Valid
/// only for sampled decisions in which every candidate that the other policy prefers had a chance to be sampled.
/// </summary>
/// <param name="Ips">Inverse propensity score: unbiased, high variance.</param>
/// <param name="DoublyRobust">The model's expectation, corrected by outcomes: correct if either the propensities or the model are.</param>
/// <param name="EffectiveDecisions">Effective sample size of the weights, (Σw)²/Σw².</param>
public sealed record OffPolicy(Estimate Ips, Estimate DoublyRobust, double EffectiveDecisions)
{
    /// <summary>
    /// Maximum weight. A draw of one in fifty carries as much as any should; a rarer one would dominate the estimate.
    /// </summary>
    public const double MostWeight = 50;

    /// <summary>Evaluates a policy.</summary>
    /// <param name="log">Sampled decisions with their outcomes.</param>
    /// <param name="policy">Probability of each candidate of a decision, adding up to 1.</param>
    public static OffPolicy Of(IReadOnlyCollection<LoggedDecision> log, Func<LoggedDecision, IReadOnlyList<double>> policy)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(policy);
        var (ips, robust) = (new List<double>(log.Count), new List<double>(log.Count));
        var (sum, squares) = (0.0, 0.0);
        foreach (var decision in log)
        {
            var shares = policy(decision);
            var weight = Math.Min(MostWeight, shares[decision.Chosen] / decision.Propensity);
            var model = Enumerable.Range(0, shares.Count).Sum(i => shares[i] * decision.Expected(i));
            ips.Add(weight * decision.Reward);
            robust.Add(model + weight * (decision.Reward - decision.Expected(decision.Chosen)));
            sum += weight;
            squares += weight * weight;
        }

        return new OffPolicy(Estimate.Of(ips), Estimate.Of(robust), squares > 0 ? sum * sum / squares : 0);
    }
}
