using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Paynode.LocalServices;

namespace Paynode.Bench.Runtime;

/// <summary>DBOS Transact, driven by the program beside it, on the same server.</summary>
internal static class DbosPeer
{
    private static string Folder => Path.Combine(Repository(), "bench", "peers", "dbos");

    /// <summary>Fetches its packages, in the versions that the lock file names, unless they are there.</summary>
    public static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], []);
        }
    }

    public static async Task<Measurement> RunAsync(PrivatePostgres postgres, int inFlight, TimeSpan length)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var output = await RunAsync(
            "node",
            ["bench.mjs", inFlight.ToString(CultureInfo.InvariantCulture), length.TotalSeconds.ToString(CultureInfo.InvariantCulture)],
            new() { ["DATABASE_URL"] = database.ConnectionUrl, ["POSTGRES_PID"] = postgres.Pid.ToString(CultureInfo.InvariantCulture) });
        var line = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var count = root.GetProperty("workflows").GetInt32();
        return Measurement.Of(
            count,
            TimeSpan.FromSeconds(root.GetProperty("seconds").GetDouble()),
            TimeSpan.FromSeconds(root.GetProperty("applicationCpuSeconds").GetDouble()),
            TimeSpan.FromSeconds(root.GetProperty("databaseCpuSeconds").GetDouble()),
            root.GetProperty("latenciesMs").EnumerateArray().Select(value => value.GetDouble()).ToArray());
    }

    private static async Task<string> RunAsync(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} cannot be started.");
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {await error}");
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Paynode.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The bench runs from within the repository.");
        }

        return folder;
    }
}
