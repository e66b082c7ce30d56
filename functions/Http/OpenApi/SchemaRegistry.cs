using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Paynode.Functions;

/// <summary>
/// The document's schemas, one per type, exported from the types that the API itself reads and writes, with their XML
/// documentation.
/// </summary>
internal sealed class SchemaRegistry
{
    private static readonly JsonSchemaExporterOptions Requests = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) => Describe(context, schema, OfRequest),
    };

    private static readonly JsonSchemaExporterOptions Responses = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) => Describe(context, schema, OfResponse),
    };

    /// <summary>All schemas so far, by name.</summary>
    public Dictionary<string, IOpenApiSchema> All { get; } = new(StringComparer.Ordinal);

    /// <summary>A reference to a type's schema, which is added if it is new.</summary>
    public OpenApiSchemaReference Reference(Type type, OpenApiDocument document)
    {
        if (!All.ContainsKey(type.Name))
        {
            var options = type.Name.EndsWith("Request", StringComparison.Ordinal) ? Requests : Responses;
            All[type.Name] = Parse(ApiJson.SchemaOptions.GetJsonSchemaAsNode(type, options), document);
        }

        return new OpenApiSchemaReference(type.Name, document);
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema, Action<JsonObject> correct)
    {
        if (schema is not JsonObject node)
        {
            return schema;
        }

        var property = context.PropertyInfo?.AttributeProvider as MemberInfo;
        var description = property is null ? XmlDocumentation.Of(context.TypeInfo.Type) : XmlDocumentation.Of(property);
        if (description is not null)
        {
            node.Insert(0, "description", description);
        }

        if (property?.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            node["enum"] = new JsonArray([.. allowed.Values.Select(value => (JsonNode)(string)value!)]);
        }

        correct(node);
        return node;
    }

    /// <summary>A request's members are nullable so that a missing one gets a problem of its own: what is required is not null.</summary>
    private static void OfRequest(JsonObject node)
    {
        foreach (var (name, member) in Properties(node))
        {
            if (IsRequired(node, name) || member["enum"] is not null)
            {
                DropNull(member);
            }

            if (member.ContainsKey("default") && member["default"] is null)
            {
                member.Remove("default");
            }
        }
    }

    /// <summary>A response omits null members.</summary>
    private static void OfResponse(JsonObject node)
    {
        foreach (var (name, member) in Properties(node))
        {
            if (DropNull(member) && node["required"] is JsonArray required)
            {
                required.Remove(required.FirstOrDefault(entry => (string?)entry == name));
            }
        }
    }

    private static IEnumerable<(string Name, JsonObject Member)> Properties(JsonObject node) =>
        (node["properties"] as JsonObject ?? []).Where(p => p.Value is JsonObject).Select(p => (p.Key, (JsonObject)p.Value!));

    private static bool IsRequired(JsonObject node, string name) =>
        node["required"] is JsonArray required && required.Any(entry => (string?)entry == name);

    private static bool DropNull(JsonObject member)
    {
        if (member["type"] is not JsonArray types || types.FirstOrDefault(type => (string?)type == "null") is not { } nothing)
        {
            return false;
        }

        types.Remove(nothing);
        if (types is [{ } only])
        {
            member["type"] = only.DeepClone();
        }

        return true;
    }

    private static IOpenApiSchema Parse(JsonNode schema, OpenApiDocument document)
    {
        var text = schema.ToJsonString(new JsonSerializerOptions());
        return OpenApiModelFactory.Parse<OpenApiSchema>(text, OpenApiSpecVersion.OpenApi3_1, document, out _, "json")
            ?? throw new InvalidOperationException("A schema could not be read.");
    }
}
