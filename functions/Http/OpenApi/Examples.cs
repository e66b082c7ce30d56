using System.Reflection;
using System.Text.Json.Nodes;

namespace Paynode.Functions;

/// <summary>An example of each body, from the files in this folder's <c>Examples</c>: one per type, by its name.</summary>
public static class Examples
{
    private const string Prefix = "examples/";

    /// <summary>The types' names that have an example.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(Examples).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name[Prefix.Length..])),
    ];

    /// <summary>A type's example; null when it has none.</summary>
    public static JsonNode? Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Read($"{Prefix}{type.Name}.json") is { } text ? JsonNode.Parse(text) : null;
    }

    /// <summary>The introduction that the document begins with, in Markdown.</summary>
    internal static string Introduction => Read("openapi/introduction.md")!;

    private static string? Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
