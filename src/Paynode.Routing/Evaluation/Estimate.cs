namespace Paynode.Routing.Evaluation;

/// <summary>A mean with its 95 % interval.</summary>
/// <param name="Mean">Basis points per order.</param>
/// <param name="HalfWidth">1.96 standard errors.</param>
public readonly record struct Estimate(double Mean, double HalfWidth)
{
    /// <summary>Lower end.</summary>
    public double Low => Mean - HalfWidth;

    /// <summary>Upper end.</summary>
    public double High => Mean + HalfWidth;

    /// <summary>The estimate from independent terms.</summary>
    public static Estimate Of(IReadOnlyCollection<double> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Count == 0)
        {
            return new Estimate(double.NaN, double.NaN);
        }

        var mean = terms.Average();
        var variance = terms.Count > 1 ? terms.Sum(term => (term - mean) * (term - mean)) / (terms.Count - 1) : double.NaN;
        return new Estimate(mean, 1.96 * Math.Sqrt(variance / terms.Count));
    }
}
