namespace Paynode.Routing.Evaluation;

/// <summary>
/// What another policy would have earned on logged decisions (Dudík, Langford and Li, arXiv 1103.4601). Sound only for
/// decisions that were drawn, and where every candidate that the other policy likes had a chance to be drawn.
/// </summary>
/// <param name="Ips">Inverse propensity score: unbiased, wide.</param>
/// <param name="DoublyRobust">The model's expectation, corrected by what happened: right if the propensities or the model are.</param>
/// <param name="EffectiveDecisions">Decisions that the weights are worth, (Σw)²/Σw².</param>
public sealed record OffPolicy(Estimate Ips, Estimate DoublyRobust, double EffectiveDecisions)
{
    /// <summary>
    /// Largest weight. A draw of one in fifty says all that such a draw can say; a rarer one would decide the estimate alone.
    /// </summary>
    public const double MostWeight = 50;

    /// <summary>Evaluates a policy.</summary>
    /// <param name="log">Drawn decisions with their outcomes.</param>
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
