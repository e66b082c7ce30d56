using System.Diagnostics;
using System.Text.Json;

namespace Paynode.Infra.Tests;

/// <summary>All templates, parsed once: what they say in their sources. <see cref="BicepTests"/> has what the compiler makes of them.</summary>
public sealed class Templates
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly string Reader = Path.Combine(Repository.Root, "tests/Paynode.Infra.Tests/bicep");

    public Templates()
    {
        if (!Directory.Exists(Path.Combine(Reader, "node_modules/tree-sitter-bicep")))
        {
            // No install scripts: the grammar's WebAssembly needs none.
            Run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"]);
        }

        var files = Repository.Files("infra/bicep", "*.bicep").Select(path => Path.Combine(Repository.Root, path));
        All = JsonSerializer.Deserialize<IReadOnlyList<BicepFile>>(Run("node", ["read-bicep.mjs", .. files]), Json)!;
    }

    public IReadOnlyList<BicepFile> All { get; }

    public BicepFile Main => Named("main.bicep");

    public BicepFile Named(string name) => All.Single(file => file.Name == name);

    private static string Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Reader,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {errors.GetAwaiter().GetResult()}");
    }
}
