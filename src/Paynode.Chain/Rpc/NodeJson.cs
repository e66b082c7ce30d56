using System.Text.Json;
using System.Text.Json.Serialization;
using Nethereum.Hex.HexTypes;

namespace Paynode.Chain.Rpc;

/// <summary>How Nethereum's types are serialised to and from JSON.</summary>
internal static class NodeJson
{
    /// <summary>For requests.</summary>
    public static JsonSerializerOptions Writing { get; } = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>
    /// For results. Nethereum's types have far more fields than are used here: one of an unexpected JSON type is read as
    /// missing, so that it only matters where it is used. Digits are checked there as well.
    /// </summary>
    public static JsonSerializerOptions Reading { get; } = new()
    {
        Converters =
        {
            new TextOnly<string>(text => text),
            new TextOnly<object>(text => text),
            new TextOnly<HexBigInteger>(text => new HexBigInteger(text)),
        },
    };

    private sealed class TextOnly<T>(Func<string, T> make) : JsonConverter<T>
        where T : class
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return make(reader.GetString()!);
            }

            reader.Skip();
            return null;
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
