using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Paynode.Functions;

/// <summary>How the API reads and writes JSON. Reading is strict: a field that nobody knows is a mistake, above all beside money.</summary>
public static class ApiJson
{
    /// <summary>The one set of options.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 16,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NotedTimeAttribute.Apply } },
        Converters = { new TimeJson() },
    };

    /// <summary>The options without converters, which a schema cannot be read from.</summary>
    internal static JsonSerializerOptions SchemaOptions { get; } = WithoutConverters();

    private static JsonSerializerOptions WithoutConverters()
    {
        var options = new JsonSerializerOptions(Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        options.Converters.Clear();
        return options;
    }
}
