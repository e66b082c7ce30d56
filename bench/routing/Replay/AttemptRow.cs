using System.Globalization;

namespace Paynode.Bench.Routing.Replay;

/// <summary>One logged attempt.</summary>
/// <param name="Time">Seconds.</param>
/// <param name="Context">Whatever was known of the order, as text.</param>
/// <param name="Arm">The provider that was asked.</param>
/// <param name="Reward">0 or 1.</param>
/// <param name="Value">What a paid order is worth before its cost.</param>
/// <param name="Cost">What it costs, in the same unit.</param>
public sealed record AttemptRow(double Time, IReadOnlyList<string> Context, string Arm, double Reward, double Value, double Cost)
{
    /// <summary>Reads a file with the header <c>time,context…,arm,reward,value,cost</c>; time in seconds or as a date.</summary>
    /// <exception cref="FormatException">A line is not of that form.</exception>
    public static List<AttemptRow> Read(IEnumerable<string> lines) => [.. lines.Skip(1).Where(line => line.Length > 0).Select(Parse)];

    private static AttemptRow Parse(string line)
    {
        var fields = line.Split(',');
        if (fields.Length < 5)
        {
            throw new FormatException($"'{line}' has no time, arm, reward, value and cost.");
        }

        var time = double.TryParse(fields[0], CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : (DateTimeOffset.Parse(
                fields[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - DateTimeOffset.UnixEpoch).TotalSeconds;
        return new AttemptRow(time, fields[1..^4], fields[^4], Number(fields[^3]), Number(fields[^2]), Number(fields[^1]));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
