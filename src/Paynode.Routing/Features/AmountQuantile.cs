namespace Paynode.Routing.Features;

/// <summary>
/// A running estimate of one quantile of a corridor's amounts, by stochastic approximation on the logarithm
/// (Robbins–Monro): two numbers of state, and it adapts when a corridor's typical order changes.
/// </summary>
/// <param name="LogValue">Natural logarithm of the estimate.</param>
/// <param name="Count">Number of amounts so far.</param>
public readonly record struct AmountQuantile(double LogValue, long Count)
{
    private const double LargeShare = 0.75;

    /// <summary>Minimum step: keeps the estimate adaptive, at the cost of a few per cent of noise.</summary>
    private const double SmallestStep = 0.01;

    /// <summary>Whether the amount is large for this corridor. Before 20 amounts none is considered large.</summary>
    public bool IsLarge(double amount) => Count >= 20 && amount > Math.Exp(LogValue);

    /// <summary>The estimate after one more amount; amounts that are not positive and finite are ignored.</summary>
    public AmountQuantile With(double amount)
    {
        if (!(amount > 0) || !double.IsFinite(amount))
        {
            return this;
        }

        var log = Math.Log(amount);
        if (Count == 0)
        {
            return new AmountQuantile(log, 1);
        }

        var step = Math.Max(SmallestStep, 2.0 / Math.Sqrt(Count + 1));
        return new AmountQuantile(LogValue + step * (LargeShare - (log <= LogValue ? 1 : 0)), Count + 1);
    }
}
