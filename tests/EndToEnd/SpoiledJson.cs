using System.Text.Json.Nodes;

namespace Paynode.EndToEnd;

/// <summary>A valid body, spoiled in every way that a program gets JSON wrong.</summary>
public static class SpoiledJson
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e400", "[]", "[null]", "{}", "\"\"", "\" \"", "\"-1\"", "\"1e3\"", "\"\\u0000\"", "\"a\\u0000b\"",
        "\"\\u001b[2J\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u202e\\ufeff\"", "\"'; DROP TABLE orders; --\"",
        $"\"{new string('9', 200)}\"", $"\"{new string('x', 20_000)}\"",
    ];

    /// <summary>One fault each.</summary>
    public static IEnumerable<string> Of(object body)
    {
        var valid = System.Text.Json.JsonSerializer.Serialize(body);
        return Paths(JsonNode.Parse(valid)!).SelectMany(path => FaultsAt(valid, path));
    }

    private static IEnumerable<string> FaultsAt(string valid, string path)
    {
        foreach (var value in Values)
        {
            yield return With(valid, path, (parent, name) => parent[name] = "@").Replace("\"@\"", value, StringComparison.Ordinal);
        }

        yield return With(valid, path, (parent, name) => parent.Remove(name));
        yield return With(valid, path, (parent, _) => parent["surprise"] = "1");
        yield return With(valid, path, (parent, _) => parent["@"] = "1").Replace("\"@\"", "\"\\ud800\"", StringComparison.Ordinal);
        yield return With(valid, path, (parent, name) => parent["@"] = parent[name]!.DeepClone())
            .Replace("\"@\"", $"\"{path.Split('.')[^1]}\"", StringComparison.Ordinal);
    }

    private static string With(string valid, string path, Action<JsonObject, string> change)
    {
        var root = JsonNode.Parse(valid)!;
        var names = path.Split('.');
        change(names[..^1].Aggregate(root, Step).AsObject(), names[^1]);
        return root.ToJsonString();
    }

    private static JsonNode Step(JsonNode node, string name) =>
        node is JsonArray array ? array[int.Parse(name, null)]! : node[name]!;

    private static IEnumerable<string> Paths(JsonNode node, string prefix = "") => node switch
    {
        JsonObject members => members.SelectMany(member => Paths(member.Value!, $"{prefix}{member.Key}.").Prepend(prefix + member.Key)),
        JsonArray items => items.SelectMany((item, i) => Paths(item!, $"{prefix}{i}.")),
        _ => [],
    };
}
