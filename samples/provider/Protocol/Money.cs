using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paynode.Samples.Provider.Protocol;

/// <summary>
/// An amount and its currency. In JSON the amount is a decimal string, never a number: a JSON number may pass through binary
/// floating point.
/// </summary>
public sealed record Money([property: JsonConverter(typeof(Money.DecimalText))] decimal Amount, string Currency)
{
    public override string ToString() => $"{Amount.ToString(CultureInfo.InvariantCulture)} {Currency}";

    /// <summary>Parses plain digits with at most one point; no sign, exponent or grouping, and no JSON number.</summary>
    public static bool TryParseAmount(string? text, out decimal amount) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);

    internal sealed class DecimalText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParseAmount(reader.GetString(), out var amount)
                ? amount
                : throw new JsonException("An amount must be a decimal string.");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
