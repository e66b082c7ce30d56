using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Paynode.Functions;

/// <summary>
/// How the API reads and writes JSON. Reading is strict: an unknown field is a mistake, above all next to amounts of money.
/// </summary>
public static class ApiJson
{
    /// <summary>The serializer options.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 16,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NotedTimes.Apply } },
        Converters = { new TimeJson() },
    };

    /// <summary>The options without converters, from which schemas cannot be generated.</summary>
    internal static JsonSerializerOptions SchemaOptions { get; } = WithoutConverters();

    private static JsonSerializerOptions WithoutConverters()
    {
        var options = new JsonSerializerOptions(Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        options.Converters.Clear();
        return options;
    }
}
