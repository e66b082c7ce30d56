using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Paynode.Functions;

/// <summary>The document's schemas, one a type, exported from the types that the API itself reads and writes.</summary>
internal sealed class SchemaBook
{
    private static readonly JsonSchemaExporterOptions ExporterOptions = new() { TreatNullObliviousAsNonNullable = true };

    /// <summary>All schemas so far, by name.</summary>
    public Dictionary<string, IOpenApiSchema> All { get; } = new(StringComparer.Ordinal);

    /// <summary>A reference to a type's schema, which is added if it is new.</summary>
    public OpenApiSchemaReference Reference(Type type, OpenApiDocument document)
    {
        if (!All.ContainsKey(type.Name))
        {
            All[type.Name] = Parse(ApiJson.Options.GetJsonSchemaAsNode(type, ExporterOptions), document);
        }

        return new OpenApiSchemaReference(type.Name, document);
    }

    private static IOpenApiSchema Parse(JsonNode schema, OpenApiDocument document)
    {
        var text = schema.ToJsonString(new JsonSerializerOptions());
        return OpenApiModelFactory.Parse<OpenApiSchema>(text, OpenApiSpecVersion.OpenApi3_1, document, out _, "json")
            ?? throw new InvalidOperationException("A schema could not be read.");
    }
}
