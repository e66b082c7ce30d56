using System.Diagnostics;

namespace Paynode.LocalServices.Processes;

/// <summary>Runs a short program to its end.</summary>
internal static class CommandLine
{
    /// <summary>Exit code and everything printed.</summary>
    public static async Task<(int Code, string Output)> TryRunAsync(IEnumerable<string> command)
    {
        var words = command.ToArray();
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The folder we stand in may be closed to the user the program runs as.
            WorkingDirectory = "/",
        };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("PG", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{words[0]} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Runs it and throws with its output when it fails.</summary>
    public static async Task RunAsync(IEnumerable<string> command)
    {
        var words = command.ToArray();
        var (code, output) = await TryRunAsync(words);
        if (code != 0)
            throw new InvalidOperationException($"{string.Join(' ', words)} ended with {code}:\n{output}");
    }
}
