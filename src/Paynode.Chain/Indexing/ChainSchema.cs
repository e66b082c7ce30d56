using System.Reflection;

namespace Paynode.Chain.Indexing;

/// <summary>The module's database schema.</summary>
public static class ChainSchema
{
    private const string Folder = "migrations/";

    /// <summary>The migrations in the order in which they run, named <c>chain/NNNN_name</c>.</summary>
    public static IReadOnlyList<(string Name, string Sql)> Scripts { get; } = Read();

    private static (string Name, string Sql)[] Read()
    {
        var assembly = typeof(ChainSchema).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => ($"chain/{Path.GetFileNameWithoutExtension(name[Folder.Length..])}", ReadText(assembly, name))),
        ];
    }

    private static string ReadText(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
