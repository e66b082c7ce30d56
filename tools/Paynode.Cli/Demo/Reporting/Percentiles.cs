namespace Paynode.Cli.Demo.Reporting;

/// <summary>Order statistics of measured times, by nearest rank: each figure is one that was measured.</summary>
public sealed class Percentiles(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    /// <summary>How many there are.</summary>
    public int Count => _sorted.Length;

    /// <summary>The smallest value that at least this share of all does not exceed; null of none.</summary>
    /// <param name="percent">Above 0, up to 100.</param>
    public double? At(double percent) =>
        _sorted.Length == 0 ? null : _sorted[(int)Math.Ceiling(percent / 100 * _sorted.Length) - 1];
}
