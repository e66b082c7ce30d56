namespace Paynode.Routing.Health;

/// <summary>How well each health state explains some evidence; only ratios matter.</summary>
public readonly record struct StateLikelihood(double Up, double Partial, double Erring, double Silent)
{
    /// <summary>Uninformative evidence.</summary>
    public static StateLikelihood None => new(1, 1, 1, 1);
}
