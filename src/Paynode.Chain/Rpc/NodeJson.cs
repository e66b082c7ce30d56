using System.Text.Json;
using System.Text.Json.Serialization;
using Nethereum.Hex.HexTypes;

namespace Paynode.Chain.Rpc;

/// <summary>
/// How Nethereum's types are read from JSON. Each of them has far more fields than are used here: one that is not the text it
/// should be reads as missing, so that it only matters where it is used.
/// </summary>
internal static class NodeJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new Text(), new Quantity() },
    };

    private sealed class Text : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TextOrNothing(ref reader);

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    // The digits are checked where the number is used: Nethereum reads "0x" as zero and takes JSON numbers too.
    private sealed class Quantity : JsonConverter<HexBigInteger>
    {
        public override HexBigInteger? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TextOrNothing(ref reader) is { } text ? new HexBigInteger(text) : null;

        public override void Write(Utf8JsonWriter writer, HexBigInteger value, JsonSerializerOptions options) => writer.WriteStringValue(value.HexValue);
    }

    private static string? TextOrNothing(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }
}
