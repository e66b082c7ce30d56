namespace Paynode.Routing.Health;

/// <summary>Probabilities of a provider's three states in one corridor; they sum to one.</summary>
/// <param name="Up">Answers and pays with its usual skill.</param>
/// <param name="Partial">Degraded: some of its rails or banks are failing.</param>
/// <param name="Down">Hardly anything succeeds.</param>
public readonly record struct HealthBelief(double Up, double Partial, double Down)
{
    /// <summary>Folds in a likelihood per state (up to a common factor).</summary>
    public HealthBelief Given(in StateLikelihood likelihood)
    {
        var up = Up * likelihood.Up;
        var partial = Partial * likelihood.Partial;
        var down = Down * likelihood.Down;
        var total = up + partial + down;
        return total > 0 ? new HealthBelief(up / total, partial / total, down / total) : this;
    }

    /// <summary>Expected share of the provider's usual success probability.</summary>
    public double Factor(HealthParameters parameters) =>
        Up + parameters.PartialFactor * Partial + parameters.DownFactor * Down;
}
