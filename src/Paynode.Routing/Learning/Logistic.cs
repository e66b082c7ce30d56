namespace Paynode.Routing.Learning;

/// <summary>The logistic function and its inverse.</summary>
public static class Logistic
{
    /// <summary>Probability of the given log-odds.</summary>
    public static double Sigmoid(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>Log-odds of a probability in (0, 1).</summary>
    public static double Logit(double probability) => Math.Log(probability / (1 - probability));

    /// <summary>
    /// How far a normal belief of this variance shrinks a probability towards one half: 1/√(1 + πV/8)
    /// (MacKay, 1992: the average of σ over N(m, V) is close to σ(m·κ)).
    /// </summary>
    public static double Moderation(double variance) => 1 / Math.Sqrt(1 + Math.PI / 8 * variance);

    /// <summary>Probability averaged over a belief about its log-odds.</summary>
    public static double Expected(in Gaussian logOdds) => Sigmoid(logOdds.Mean * Moderation(logOdds.Variance));
}

/// <summary>A normal belief about log-odds.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Variance">Its variance.</param>
public readonly record struct Gaussian(double Mean, double Variance)
{
    /// <summary>The standard deviation.</summary>
    public double Sd => Math.Sqrt(Variance);
}
