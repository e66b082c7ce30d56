using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paynode.Payments;

/// <summary>How a routing decision is serialized for storage and for the API: identifiers and amounts as plain text.</summary>
public static class DecisionJson
{
    /// <summary>The serializer options.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower),
            new TextConverter<OfferId>(),
            new TextConverter<OrderId>(),
            new TextConverter<ProviderId>(),
            new TextConverter<CorridorId>(),
            new TextConverter<ExchangeRate>(),
            new MoneyConverter(),
        },
    };

    private sealed class TextConverter<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Decisions are written, not read back.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value!.ToString());
    }

    private sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Decisions are written, not read back.");

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, AmountMessage.Of(value), options);
    }
}
