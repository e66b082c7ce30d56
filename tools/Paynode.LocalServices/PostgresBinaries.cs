using System.Globalization;
using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices;

/// <summary>PostgreSQL's programs on this machine.</summary>
internal sealed record PostgresBinaries(string Server, string InitDb)
{
    private const string DebianFolder = "/usr/lib/postgresql";

    /// <summary>The user that PostgreSQL runs as when we are root; null: our own.</summary>
    public static string? RunAs => Environment.IsPrivilegedProcess ? "postgres" : null;

    /// <summary>The newest of Debian's, or those on the PATH.</summary>
    public static PostgresBinaries Find()
    {
        var folder = DebianFolders().FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")))
            ?? Path.GetDirectoryName(Executables.OnPath("initdb"))
            ?? throw new FileNotFoundException(
                "PostgreSQL is not installed. On Debian or Ubuntu: apt-get install postgresql; or set DATABASE_URL.");
        return new PostgresBinaries(Path.Combine(folder, "postgres"), Path.Combine(folder, "initdb"));
    }

    /// <summary>Removes the variables by which someone's own settings for PostgreSQL's programs would reach ours.</summary>
    public static Dictionary<string, string?> CleanEnvironment() =>
        Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("PG", StringComparison.Ordinal))
            .ToDictionary(name => name, _ => (string?)null);

    private static IEnumerable<string> DebianFolders() =>
        !Directory.Exists(DebianFolder)
            ? []
            : Directory.GetDirectories(DebianFolder)
                .OrderByDescending(f => int.TryParse(Path.GetFileName(f), CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(f => Path.Combine(f, "bin"));
}
