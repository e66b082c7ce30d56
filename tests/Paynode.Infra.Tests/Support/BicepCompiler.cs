using System.Diagnostics;

namespace Paynode.Infra.Tests;

/// <summary>The Bicep compiler, as ./paynode check bicep finds it.</summary>
internal static class BicepCompiler
{
    /// <summary>An azd environment that has what the parameter file needs.</summary>
    public static IReadOnlyDictionary<string, string> Sample { get; } = Repository.Read("infra/bicep/sample.env").Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    private static readonly Lazy<string> Program = new(() =>
    {
        var (exitCode, output, errors) = Start(Path.Combine(Repository.Root, "tools/bicep/program"), [], Sample);
        return exitCode == 0 ? output.Trim() : throw new InvalidOperationException(errors);
    });

    /// <summary>Runs it in the repository's root; errors and warnings are lines of what it says.</summary>
    public static (int ExitCode, string Output, string Errors) Run(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(Program.Value, arguments, environment);

    /// <summary>Runs it and expects no error.</summary>
    public static void RunToEnd(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var (exitCode, output, errors) = Run(environment, arguments);
        Assert.True(exitCode == 0, $"bicep {string.Join(' ', arguments)}\n{output}{errors}");
    }

    private static (int ExitCode, string Output, string Errors) Start(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the tests' own environment happens to hold is not the deployment's.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AZURE_", StringComparison.Ordinal) || name.StartsWith("PAYNODE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
