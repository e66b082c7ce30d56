using System.Globalization;
using System.Text.Json.Nodes;

namespace Paynode.Bench.Runtime;

/// <summary>The others' latencies without and with the flood, one after the other.</summary>
internal sealed record FloodRound(Latencies Without, Latencies With, FloodFigures Flood)
{
    /// <summary>Relative change of the others' p99 under the flood: 0.2 is a fifth more.</summary>
    public double Moved => (With.P99 / Without.P99) - 1;

    public override string ToString() => $"without {Without}   with {With}   {Flood}   moved {Moved:P0}";
}

/// <summary>Latencies in milliseconds, sorted.</summary>
internal sealed record Latencies(double[] Ms)
{
    public double P99 => Measurement.Percentile(Ms, 0.99);

    public static Latencies Of(IEnumerable<double> ms) => new([.. ms.Order()]);

    /// <summary>From the output of a load: one number per line.</summary>
    public static Latencies Read(string output) =>
        Of(output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture)));

    public JsonObject ToJson() => new()
    {
        ["p50"] = Math.Round(Measurement.Percentile(Ms, 0.50), 2),
        ["p90"] = Math.Round(Measurement.Percentile(Ms, 0.90), 2),
        ["p99"] = Math.Round(P99, 2),
    };

    public override string ToString() =>
        $"p50 {Measurement.Percentile(Ms, 0.50):F1} p90 {Measurement.Percentile(Ms, 0.90):F1} p99 {P99:F1} ms";
}

/// <summary>Result of a flood.</summary>
internal sealed record FloodFigures(int OfferedPerSecond, int TakenPerSecond)
{
    /// <summary>From the output of a load.</summary>
    public static FloodFigures Read(string output)
    {
        var numbers = output.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new(numbers[0], numbers[1]);
    }

    public override string ToString() => $"taken {TakenPerSecond}/s of {OfferedPerSecond}/s";
}
