namespace Paynode.Cli.Demo.Reporting;

/// <summary>Measured times in milliseconds; null where nothing was measured.</summary>
public sealed record TimeFigures(int Count, double? Median, double? P95, double? P99, double? Max)
{
    /// <summary>Figures of measured milliseconds.</summary>
    public static TimeFigures Of(IEnumerable<double> milliseconds)
    {
        var sorted = new Percentiles(milliseconds);
        return new TimeFigures(sorted.Count, Round(sorted.At(50)), Round(sorted.At(95)), Round(sorted.At(99)), Round(sorted.At(100)));
    }

    private static double? Round(double? value) => value is { } given ? Math.Round(given, 3) : null;
}
