using System.Globalization;
using System.Text.Json.Serialization;

namespace Paynode.Samples.Provider.Protocol;

/// <summary>
/// The price of one token in a corridor such as <c>USDC-NGN</c>, the token amounts that this provider accepts, and its limit of
/// concurrent offers there: null means no limit.
/// </summary>
public sealed record CorridorRate(
    string Corridor,
    [property: JsonConverter(typeof(Money.DecimalText))] decimal Rate,
    [property: JsonConverter(typeof(Money.DecimalText))] decimal MinAmount,
    [property: JsonConverter(typeof(Money.DecimalText))] decimal MaxAmount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MaxConcurrent = null)
{
    /// <summary>
    /// Reads <c>USDC-NGN=1500.25</c>, <c>USDC-NGN=1500.25:1:5000</c> (rate, smallest and largest amount) or
    /// <c>USDC-NGN=1500.25:1:5000:20</c> (and maximum concurrent offers).
    /// </summary>
    /// <exception cref="ArgumentException">The text is not of this form.</exception>
    public static CorridorRate Parse(string text)
    {
        if (text.Split('=') is [var corridor, var terms]
            && corridor.Split('-') is [{ Length: > 0 }, { Length: > 0 }]
            && terms.Split(':') is var parts
            && parts.Length is 1 or 3 or 4
            && (parts.Length < 4 || int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            && parts.All(part => Money.TryParseAmount(part, out var value) && value > 0))
        {
            var values = parts.Select(part => decimal.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            return new CorridorRate(
                corridor, values[0], values.ElementAtOrDefault(1) is > 0 and var min ? min : 1,
                values.ElementAtOrDefault(2) is > 0 and var max ? max : 5000, parts.Length == 4 ? (int)values[3] : null);
        }

        throw new ArgumentException(
            $"'{text}' is not a corridor: expected USDC-NGN=1500.25, USDC-NGN=1500.25:1:5000 or USDC-NGN=1500.25:1:5000:20.");
    }
}
