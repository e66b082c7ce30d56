namespace Paynode.Routing.Health;

/// <summary>Probabilities of a provider's states in one corridor; they sum to one.</summary>
/// <param name="Up">Answers and pays with its usual skill.</param>
/// <param name="Partial">Degraded: some of its rails or banks are failing.</param>
/// <param name="Erring">Down with error responses: hardly anything succeeds, but most orders get a response.</param>
/// <param name="Silent">Down without responses.</param>
public readonly record struct HealthBelief(double Up, double Partial, double Erring, double Silent)
{
    /// <summary>Down in either way.</summary>
    public double Down => Erring + Silent;

    /// <summary>Updates the belief with a likelihood per state (up to a common factor).</summary>
    public HealthBelief Given(in StateLikelihood likelihood)
    {
        var up = Up * likelihood.Up;
        var partial = Partial * likelihood.Partial;
        var erring = Erring * likelihood.Erring;
        var silent = Silent * likelihood.Silent;
        var total = up + partial + erring + silent;
        return total > 0 ? new HealthBelief(up / total, partial / total, erring / total, silent / total) : this;
    }

    /// <summary>Expected share of the provider's usual success probability.</summary>
    public double Factor(HealthParameters parameters) =>
        Up + parameters.PartialFactor * Partial + parameters.DownFactor * Down;
}
