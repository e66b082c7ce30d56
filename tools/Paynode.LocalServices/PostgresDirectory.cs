using System.Security.Cryptography;
using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices;

/// <summary>A PostgreSQL server's folder: <c>data/</c>, <c>password</c> and <c>server.log</c>.</summary>
internal static class PostgresDirectory
{
    // In a folder that its user cannot reach, this file names the one used instead, so that the next start finds it.
    private const string ElsewhereFile = "elsewhere";

    public static string Data(string directory) => Path.Combine(directory, "data");

    public static string PasswordFile(string directory) => Path.Combine(directory, "password");

    /// <summary>Creates the folder with the owner that PostgreSQL wants, elsewhere if that user cannot reach it.</summary>
    public static async Task<string> PrepareAsync(PrivateServerOptions options)
    {
        var directory = ServerDirectory.Create(options, "postgres");
        if (PostgresBinaries.RunAs is not { } user)
            return directory;
        if (await IsReachableAsync(directory, user))
            return await OwnedByAsync(directory, user);
        if (options.Directory is null)
        {
            Directory.Delete(directory);
            return await OwnedByAsync(ServerDirectory.CreateTemporary("postgres"), user);
        }
        return await OwnedByAsync(ElsewhereFrom(directory), user);
    }

    /// <summary>The superuser's password, made up at the first start.</summary>
    public static async Task<string> PasswordAsync(string directory)
    {
        var file = PasswordFile(directory);
        if (!File.Exists(file))
        {
            await File.WriteAllTextAsync(file, RandomNumberGenerator.GetHexString(32, lowercase: true));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            if (PostgresBinaries.RunAs is { } user)
                await CommandLine.RunAsync(["chown", user, file]);
        }
        return await File.ReadAllTextAsync(file);
    }

    private static string ElsewhereFrom(string directory)
    {
        var pointer = Path.Combine(directory, ElsewhereFile);
        if (File.Exists(pointer) && File.ReadAllText(pointer) is var known && Directory.Exists(known))
            return known;
        var elsewhere = ServerDirectory.CreateTemporary("postgres");
        File.WriteAllText(pointer, elsewhere);
        return elsewhere;
    }

    private static async Task<bool> IsReachableAsync(string directory, string user)
    {
        // Whether it may be entered is asked of its parents; its own owner is changed afterwards.
        var parent = Path.GetDirectoryName(directory)!;
        var (code, _) = await CommandLine.TryRunAsync(
            [.. ShellCommand.Privileges(user, deathSignal: null), "test", "-x", parent]);
        return code == 0;
    }

    private static async Task<string> OwnedByAsync(string directory, string user)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await CommandLine.RunAsync(["chown", user, directory]);
        return directory;
    }
}
