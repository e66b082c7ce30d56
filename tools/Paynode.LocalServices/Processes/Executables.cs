namespace Paynode.LocalServices.Processes;

/// <summary>Finds programs.</summary>
internal static class Executables
{
    // Debian keeps setpriv and others out of an ordinary user's PATH at times.
    private static readonly string[] UsualFolders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>The full path of a program on the PATH or in the usual folders; null when there is none.</summary>
    public static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(UsualFolders)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
