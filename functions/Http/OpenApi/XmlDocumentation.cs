using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Paynode.Functions;

/// <summary>The summaries of types and properties, from the XML files that the compiler writes next to each assembly.</summary>
internal static partial class XmlDocumentation
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, string>> Summaries = new();

    /// <summary>A type's summary; null when it has none.</summary>
    public static string? Of(Type type) => Find(type, $"T:{Name(type)}");

    /// <summary>A property's summary; null when it has none.</summary>
    public static string? Of(MemberInfo property) => property.DeclaringType is { } type
        ? Find(type, $"P:{Name(type)}.{property.Name}")
        : null;

    private static string? Find(Type type, string id) => Summaries.GetOrAdd(type.Assembly, Read).GetValueOrDefault(id);

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        return File.Exists(path)
            ? XDocument.Load(path).Descendants("member")
                .Where(member => member.Element("summary") is not null)
                .ToDictionary(member => (string)member.Attribute("name")!, member => Plain(member.Element("summary")!))
            : [];
    }

    /// <summary>A summary as Markdown in one line: code in backticks, references by their last name.</summary>
    private static string Plain(XElement summary) => Blanks().Replace(string.Concat(summary.Nodes().Select(Plain)), " ").Trim();

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement reference when reference.Attribute("cref") is { } target => $"`{target.Value.Split('.', ':')[^1]}`",
        XElement other => other.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
