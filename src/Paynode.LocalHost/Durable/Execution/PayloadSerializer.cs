using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace Paynode.LocalHost.Durable;

/// <summary>Serializes inputs, results and events as JSON; null means that there is no payload.</summary>
/// <param name="options">JSON options for reading and writing.</param>
/// <param name="maxBytes">Maximum size of one payload in bytes.</param>
internal sealed class PayloadSerializer(JsonSerializerOptions options, int maxBytes = int.MaxValue)
{
    /// <summary>Lenient when reading, as the platform's default options are.</summary>
    private static readonly JsonSerializerOptions Plain = new() { PropertyNameCaseInsensitive = true, IncludeFields = true };

    public static PayloadSerializer Default { get; } = new(Plain);

    /// <summary>The default options with a size limit.</summary>
    public static PayloadSerializer Limited(int maxBytes) => new(Plain, maxBytes);

    public JsonSerializerOptions Options { get; } = options;

    /// <summary>The serializer for callers that read payloads from an instance's metadata.</summary>
    public DataConverter Converter { get; } = new JsonDataConverter(options);

    /// <exception cref="ArgumentException">The payload is larger than allowed.</exception>
    public byte[]? Write(object? value)
    {
        var payload = value is null ? null : JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Options);
        return payload is null || payload.Length <= maxBytes ? payload
            : throw new ArgumentException(
                $"A payload of {payload.Length} bytes is larger than the {maxBytes} that are allowed.", nameof(value));
    }

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
