using System.Text.Json;

namespace Paynode.Infra.Tests;

/// <summary>All templates and parameter files, compiled and linted once.</summary>
public sealed class CompiledTemplates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paynode-bicep-");

    public CompiledTemplates()
    {
        string[][] runs =
        [
            ["build", "--pattern", "infra/**/*.bicep", "--outdir", Output("templates")],
            ["build-params", "--pattern", "infra/**/*.bicepparam", "--outdir", Output("parameters")],
            ["lint", "--pattern", "infra/**/*.bicep"],
            ["lint", "--pattern", "infra/**/*.bicepparam"],
        ];
        Said = [.. runs.AsParallel().AsOrdered().SelectMany(Lines).Distinct()];
    }

    /// <summary>Everything that the compiler and its linter had to say: nothing when all is well.</summary>
    public IReadOnlyList<string> Said { get; }

    /// <summary>The main template, with all modules in it.</summary>
    public JsonElement Main => Read("templates", "infra/bicep/main.bicep");

    /// <summary>What the parameter file gives it.</summary>
    public JsonElement Parameters => Read("parameters", "infra/bicep/main.bicepparam");

    /// <summary>Whether a template or parameter file was compiled.</summary>
    public bool Has(string source) => File.Exists(Compiled(source.EndsWith("param", StringComparison.Ordinal) ? "parameters" : "templates", source));

    /// <summary>Every resource of a template and of the modules in it.</summary>
    public static IEnumerable<JsonElement> Resources(JsonElement template)
    {
        var resources = template.GetProperty("resources");
        var all = resources.ValueKind == JsonValueKind.Array ? resources.EnumerateArray().ToList() : resources.EnumerateObject().Select(it => it.Value).ToList();
        return all.SelectMany(it => it.GetProperty("type").GetString() == "Microsoft.Resources/deployments"
            ? Resources(it.GetProperty("properties").GetProperty("template")).Prepend(it)
            : [it]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string[] Lines(string[] arguments)
    {
        var (exitCode, output, errors) = BicepCompiler.Run(BicepCompiler.Sample, arguments);
        var said = (output + errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return exitCode != 0 && said.Length == 0 ? [$"bicep {arguments[0]} exited with {exitCode}"] : said;
    }

    private string Output(string name) => _folder.CreateSubdirectory(name).FullName;

    // The compiler mirrors what is below the first folder of the pattern.
    private string Compiled(string kind, string source) =>
        Path.Combine(_folder.FullName, kind, Path.ChangeExtension(Path.GetRelativePath("infra", source), ".json"));

    private JsonElement Read(string kind, string source) => JsonDocument.Parse(File.ReadAllText(Compiled(kind, source))).RootElement;
}
