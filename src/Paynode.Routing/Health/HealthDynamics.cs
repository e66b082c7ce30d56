namespace Paynode.Routing.Health;

/// <summary>
/// The dynamics of health without evidence: a continuous-time Markov chain up ↔ down, up ↔ partial.
/// The chain is a tree, so its generator Q has real eigenvalues 0 &gt; λ₁ &gt; λ₂ and
/// exp(Qt) = Π + e^{λ₁t}R₁ + e^{λ₂t}R₂ with R₁, R₂ computed once by Lagrange interpolation. The two kinds of down share
/// their hazards: a provider that stays down keeps its kind, and of those newly down one half is of each.
/// </summary>
public sealed class HealthDynamics
{
    private readonly double _repair;
    private readonly double _fastRate;
    private readonly double _slowRate;
    private readonly double[,] _fast;
    private readonly double[,] _slow;

    /// <summary>Creates the chain for the given hazards, all positive.</summary>
    public HealthDynamics(HealthParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var (degrade, fail) = (parameters.DegradeHazard, parameters.FailHazard);
        var (recover, repair) = (parameters.RecoverHazard, parameters.RepairHazard);
        var q = new[,] { { -degrade - fail, degrade, fail }, { recover, -recover, 0 }, { repair, 0, -repair } };
        var trace = degrade + fail + recover + repair;
        var root = Math.Sqrt(trace * trace - 4 * (degrade * repair + fail * recover + recover * repair));
        (_slowRate, _fastRate) = ((-trace + root) / 2, (-trace - root) / 2);
        _slow = Residue(q, _slowRate, _fastRate);
        _fast = Residue(q, _fastRate, _slowRate);
        var total = 1 + degrade / recover + fail / repair;
        var down = fail / repair / total;
        Stationary = new HealthBelief(1 / total, degrade / recover / total, down / 2, down / 2);
        _repair = repair;
    }

    /// <summary>The belief about a provider without evidence.</summary>
    public HealthBelief Stationary { get; }

    /// <summary>The belief after some time without evidence; a negative time changes nothing.</summary>
    public HealthBelief Advance(in HealthBelief belief, double seconds)
    {
        if (seconds <= 0)
        {
            return belief;
        }

        var slow = Math.Exp(_slowRate * seconds);
        var fast = Math.Exp(_fastRate * seconds);
        var partial = Stationary.Partial + slow * Column(_slow, belief, 1) + fast * Column(_fast, belief, 1);
        var down = Stationary.Down + slow * Column(_slow, belief, 2) + fast * Column(_fast, belief, 2);
        partial = Math.Clamp(partial, 0, 1);
        down = Math.Clamp(down, 0, 1 - partial);
        var stayed = Math.Exp(-_repair * seconds);
        var fresh = Math.Max(0, down - belief.Down * stayed) / 2;
        var silent = Math.Min(down, belief.Silent * stayed + fresh);
        return new HealthBelief(1 - partial - down, partial, down - silent, silent);
    }

    private static double Column(double[,] matrix, in HealthBelief belief, int column) =>
        belief.Up * matrix[0, column] + belief.Partial * matrix[1, column] + belief.Down * matrix[2, column];

    /// <summary>(Q − μI)Q / ((λ − μ)λ): the part of exp(Qt) that decays at rate λ.</summary>
    private static double[,] Residue(double[,] q, double rate, double other)
    {
        var residue = new double[3, 3];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                var sum = -other * q[row, column];
                for (var k = 0; k < 3; k++)
                {
                    sum += q[row, k] * q[k, column];
                }

                residue[row, column] = sum / ((rate - other) * rate);
            }
        }

        return residue;
    }
}
