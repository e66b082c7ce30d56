using Paynode.LocalServices;

namespace Paynode.Infra.Tests;

/// <summary>The repository's files, as the tests read them.</summary>
internal static class Repository
{
    public static string Root { get; } = Clone.Root ?? throw new InvalidOperationException("The tests run inside a clone of the repository.");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Files below a folder, without what builds leave there; relative to the root.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !path.Split('/').Any(part => part is "obj" or "bin" or "node_modules"))
            .Order(StringComparer.Ordinal),
    ];
}
