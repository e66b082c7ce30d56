namespace Paynode.Routing.Choice;

/// <summary>The result of ranking a set of candidates.</summary>
/// <param name="Eligible">Candidates that passed every gate.</param>
/// <param name="IsSampled">Whether the first place was sampled from the posterior (small orders) or is the best mean (large).</param>
/// <param name="Propensity">
/// Probability that this first place would be drawn again; 1 where nothing was sampled, 0 if none is eligible.
/// </param>
/// <param name="GapBps">Expected utility of the first minus that of the second; negative where the first was explored.</param>
public readonly record struct Ranking(int Eligible, bool IsSampled, double Propensity, double GapBps);

/// <summary>The cost of a route, in basis points of the order's amount.</summary>
/// <param name="FeeBps">The provider's fee.</param>
/// <param name="SpreadBps">Its rate relative to mid; negative if better than mid.</param>
/// <param name="GasBps">Gas of settling it.</param>
/// <param name="LatencyBps">Cost of the time it takes, see <see cref="PriceOfLatency"/>.</param>
public readonly record struct RouteCost(double FeeBps, double SpreadBps, double GasBps, double LatencyBps)
{
    /// <summary>All-in cost.</summary>
    public double TotalBps => FeeBps + SpreadBps + GasBps + LatencyBps;

    /// <summary>Cost of a median settlement time, at the operator's price per minute.</summary>
    public static double PriceOfLatency(double medianSeconds, double bpsPerMinute) => medianSeconds / 60 * bpsPerMinute;
}
