using System.Globalization;

namespace Paynode.LocalServices;

/// <summary>
/// The limit of a wait that ends on a condition: it is there for what hangs and never decides about a machine that is
/// merely busy. <c>PAYNODE_TEST_PATIENCE</c>, a whole number, multiplies it.
/// </summary>
public static class HangLimit
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "PAYNODE_TEST_PATIENCE";

    private static readonly TimeSpan Base = TimeSpan.FromMinutes(5);

    /// <summary>By how much what takes time may take longer here; 1 unless it is set.</summary>
    public static int Timeout { get; } = TimeoutOf(Environment.GetEnvironmentVariable(Setting));

    /// <summary>The limit of any one wait.</summary>
    public static TimeSpan OfWait => Base * Timeout;

    /// <summary>What a value of the setting says.</summary>
    /// <exception cref="FormatException">The value is no whole number from 1 to 100.</exception>
    public static int TimeoutOf(string? setting) => setting switch
    {
        null or "" => 1,
        _ when int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times is >= 1 and <= 100 => times,
        _ => throw new FormatException($"{Setting} is \"{setting}\"; it has to be a whole number from 1 to 100."),
    };

    /// <summary>A source whose token is cancelled at the limit.</summary>
    public static CancellationTokenSource Begin() => new(OfWait);
}
