using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paynode.Samples.Provider;

/// <summary>How this provider writes and reads JSON, on the wire and in its journal.</summary>
public static class Json
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };
}
