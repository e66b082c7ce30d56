namespace Paynode.Routing.Learning;

/// <summary>The logistic function and its inverse.</summary>
public static class Logistic
{
    /// <summary>Probability of the given log-odds.</summary>
    public static double Sigmoid(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>Log-odds of a probability in (0, 1).</summary>
    public static double Logit(double probability) => Math.Log(probability / (1 - probability));
}
