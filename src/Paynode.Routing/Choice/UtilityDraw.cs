using Paynode.Routing.Learning;

namespace Paynode.Routing.Choice;

/// <summary>
/// The distribution of one sampled utility: U = amplitude·σ(mean + sd·z), z standard normal.
/// </summary>
internal readonly record struct UtilityDraw(double Mean, double Sd, double Amplitude)
{
    /// <summary>The utility at a deviation, ordered so that a greater deviation is a greater utility.</summary>
    public double At(double deviation) =>
        Amplitude * Logistic.Sigmoid(Mean + (Amplitude >= 0 ? deviation : -deviation) * Sd);

    /// <summary>The deviation at which the utility is reached; infinite where it is never or always reached.</summary>
    public double DeviationAt(double utility)
    {
        if (Amplitude == 0)
        {
            return utility > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        }

        var share = utility / Amplitude;
        if (share <= 0)
        {
            return Amplitude > 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (share >= 1)
        {
            return Amplitude > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        }

        var distance = Logistic.Logit(share) - Mean;
        return (Amplitude > 0 ? distance : -distance) / Math.Max(Sd, 1e-9);
    }

    /// <summary>P(U &lt; utility).</summary>
    public double Below(double utility) => NormalCdf(DeviationAt(utility));

    /// <summary>The normal distribution function (Abramowitz and Stegun 26.2.17, error below 7.5·10⁻⁸).</summary>
    internal static double NormalCdf(double z)
    {
        var x = Math.Abs(z);
        if (x > 8)
        {
            return z > 0 ? 1 : 0;
        }

        var t = 1 / (1 + 0.2316419 * x);
        var series = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        var upper = NormalDensity(x) * series;
        return z > 0 ? 1 - upper : upper;
    }

    /// <summary>The normal density.</summary>
    internal static double NormalDensity(double z) => 0.3989422804014327 * Math.Exp(-0.5 * z * z);
}
