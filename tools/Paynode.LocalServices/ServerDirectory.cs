namespace Paynode.LocalServices;

/// <summary>Chooses the folders that servers keep their data in.</summary>
internal static class ServerDirectory
{
    /// <summary>The given folder, or a new one under the clone's <c>.paynode/run</c>, or else under the temporary folder.</summary>
    public static string Create(PrivateServerOptions options, string name)
    {
        var directory = options.Directory is { } given
            ? Path.GetFullPath(given)
            : Path.Combine(Clone.Root is { } root ? Path.Combine(root, ".paynode", "run") : Path.GetTempPath(), Unique(name));
        Directory.CreateDirectory(directory);
        return directory;
    }

    /// <summary>A new folder under the temporary folder, for a server whose user cannot reach the clone.</summary>
    public static string CreateTemporary(string name) => Directory.CreateTempSubdirectory($"paynode-{name}-").FullName;

    private static string Unique(string name) => $"{name}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";
}
