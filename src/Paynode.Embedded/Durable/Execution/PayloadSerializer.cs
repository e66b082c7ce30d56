using System.Text.Json;

namespace Paynode.Embedded.Durable;

/// <summary>Writes and reads inputs, results and events as JSON; null is no payload at all.</summary>
internal sealed class PayloadSerializer(JsonSerializerOptions options)
{
    /// <summary>Lenient in reading, plain in writing, as the platform's own default is.</summary>
    public static PayloadSerializer Default { get; } = new(new JsonSerializerOptions
    {
        PropertyNameCaseInsensitive = true,
        IncludeFields = true,
    });

    public JsonSerializerOptions Options { get; } = options;

    public byte[]? Write(object? value) =>
        value is null ? null : JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Options);

    public T? Read<T>(byte[]? payload) => payload is null ? default : JsonSerializer.Deserialize<T>(payload, Options);

    public object? Read(byte[]? payload, Type type)
    {
        if (payload is not null)
        {
            return JsonSerializer.Deserialize(payload, type, Options);
        }

        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }
}
