using System.Globalization;

namespace Paynode.Cli.Api;

/// <summary>An amount as the API writes it.</summary>
/// <param name="Value">A decimal string.</param>
/// <param name="Currency">The currency's code.</param>
public sealed record Amount([property: System.Text.Json.Serialization.JsonPropertyName("amount")] string Value, string Currency)
{
    /// <summary>Exact: decimal holds every amount of at most 28 digits.</summary>
    public decimal ToDecimal() => decimal.Parse(Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override string ToString() => $"{Value} {Currency}";
}
