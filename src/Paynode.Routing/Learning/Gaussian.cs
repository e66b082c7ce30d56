namespace Paynode.Routing.Learning;

/// <summary>A normal belief about log-odds.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Variance">Its variance.</param>
public readonly record struct Gaussian(double Mean, double Variance)
{
    /// <summary>The standard deviation.</summary>
    public double Sd => Math.Sqrt(Variance);
}
