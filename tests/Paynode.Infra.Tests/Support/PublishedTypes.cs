using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Bicep.Types.Az;
using Azure.Bicep.Types.Concrete;
using Azure.Bicep.Types.Index;

namespace Paynode.Infra.Tests;

/// <summary>The types of resources as Azure publishes them, and what of a resource is not as its type says.</summary>
internal static class PublishedTypes
{
    private static readonly AzTypeLoader Loader = new();
    private static readonly TypeIndex Index = Loader.LoadTypeIndex();

    /// <summary>Whether there is such a type, in this version.</summary>
    public static bool Has(string reference) => Index.Resources.ContainsKey(reference);

    /// <summary>What is wrong with a resource, by the path to it.</summary>
    public static IReadOnlyList<string> Problems(DeployedResource resource)
    {
        if (!Index.Resources.TryGetValue(resource.Reference, out var found))
        {
            return [$"{resource.Reference} is not published"];
        }

        var name = JsonSerializer.SerializeToElement(resource.Name);
        var body = resource.Body.EnumerateObject().ToDictionary(it => it.Name, it => it.Name == "name" ? name : it.Value);
        return [.. Check(Loader.LoadResourceType(found).Body.Type, JsonSerializer.SerializeToElement(body), $"{resource.Reference} {resource.Name}")];
    }

    private static IEnumerable<string> Check(TypeBase type, JsonElement value, string path) => (type, value.ValueKind) switch
    {
        // Known only once something is deployed, or left to the service.
        (_, JsonValueKind.String) when IsExpression(value) => [],
        (_, JsonValueKind.Null) or (AnyType, _) => [],
        (ObjectType it, JsonValueKind.Object) => CheckObject(it.Properties, it.AdditionalProperties, value, path),
        (DiscriminatedObjectType it, JsonValueKind.Object) => CheckDiscriminated(it, value, path),
        (ArrayType it, JsonValueKind.Array) => CheckLength(value.GetArrayLength(), it.MinLength, it.MaxLength, path)
            .Concat(value.EnumerateArray().SelectMany((item, at) => Check(it.ItemType.Type, item, $"{path}[{at}]"))),
        (UnionType it, _) => it.Elements.Any(option => !Check(option.Type, value, path).Any()) ? [] : [$"{path}: {value} is none of what it may be"],
        (StringLiteralType it, JsonValueKind.String) => it.Value == value.GetString() ? [] : [$"{path}: {value} is not {it.Value}"],
        (StringType it, JsonValueKind.String) => CheckString(it, value.GetString()!, path),
        (IntegerType it, JsonValueKind.Number) => value.GetInt64() >= (it.MinValue ?? long.MinValue) && value.GetInt64() <= (it.MaxValue ?? long.MaxValue)
            ? []
            : [$"{path}: {value} is out of range"],
        (BooleanType, JsonValueKind.True or JsonValueKind.False) => [],
        _ => [$"{path}: a {value.ValueKind} where there should be a {type.GetType().Name}"],
    };

    private static IEnumerable<string> CheckObject(IReadOnlyDictionary<string, ObjectTypeProperty> properties, ITypeReference? others, JsonElement value, string path)
    {
        foreach (var (name, property) in properties)
        {
            var isGiven = value.TryGetProperty(name, out var given) && given.ValueKind != JsonValueKind.Null;
            if (property.Flags.HasFlag(ObjectTypePropertyFlags.Required) && !isGiven)
            {
                yield return $"{path}: lacks {name}";
            }

            if (isGiven && property.Flags.HasFlag(ObjectTypePropertyFlags.ReadOnly) && name is not ("id" or "type" or "apiVersion"))
            {
                yield return $"{path}: sets {name}, which is read-only";
            }
        }

        foreach (var given in value.EnumerateObject())
        {
            var type = properties.TryGetValue(given.Name, out var property) ? property.Type : others;
            foreach (var problem in type is null ? [$"{path}: there is no {given.Name}"] : Check(type.Type, given.Value, $"{path}.{given.Name}"))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> CheckDiscriminated(DiscriminatedObjectType type, JsonElement value, string path)
    {
        var kind = value.TryGetProperty(type.Discriminator, out var given) ? given.GetString()! : "";
        if (!type.Elements.TryGetValue(kind, out var element) || element.Type is not ObjectType chosen)
        {
            return [$"{path}: {type.Discriminator} is {kind}, one of {string.Join(", ", type.Elements.Keys)}"];
        }

        var properties = type.BaseProperties.Concat(chosen.Properties.Where(it => !type.BaseProperties.ContainsKey(it.Key))).ToDictionary();
        properties[type.Discriminator] = chosen.Properties[type.Discriminator];
        return CheckObject(properties, chosen.AdditionalProperties, value, path);
    }

    private static IEnumerable<string> CheckString(StringType type, string value, string path) =>
        type.Pattern is { } pattern && !Regex.IsMatch(value, pattern)
            ? [$"{path}: {value} does not match {pattern}"]
            : CheckLength(value.Length, type.MinLength, type.MaxLength, path);

    private static IEnumerable<string> CheckLength(int length, long? min, long? max, string path) =>
        length >= (min ?? 0) && length <= (max ?? long.MaxValue) ? [] : [$"{path}: a length of {length}, from {min} to {max}"];

    private static bool IsExpression(JsonElement value) => value.GetString() is ['[', not '[', ..];
}
