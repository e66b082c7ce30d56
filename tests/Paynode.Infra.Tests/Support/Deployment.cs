using System.Text.Json;
using System.Text.RegularExpressions;

namespace Paynode.Infra.Tests;

/// <summary>
/// What a deployment with certain parameters would create. The compiler evaluates the compiled template with Azure's own deployment
/// engine, offline; what only a deployed resource knows stays an expression in square brackets.
/// </summary>
public sealed class Deployment
{
    private const string Subscription = "11111111-1111-1111-1111-111111111111";

    private Deployment(string name, JsonElement snapshot)
    {
        Name = name;
        Diagnostics = [.. snapshot.GetProperty("diagnostics").EnumerateArray().Select(it => it.ToString())];
        Resources = [.. snapshot.GetProperty("predictedResources").EnumerateArray().Select(it => new DeployedResource(it))];
    }

    /// <summary>What the tests call it.</summary>
    public string Name { get; }

    /// <summary>What the engine has to say about it.</summary>
    public IReadOnlyList<string> Diagnostics { get; }

    /// <summary>Every resource that it would create.</summary>
    public IReadOnlyList<DeployedResource> Resources { get; }

    /// <summary>Evaluates the main template with the sample's parameters, of which <paramref name="overrides"/>, lines of a parameter file, replaces some.</summary>
    public static Deployment With(string name, string overrides)
    {
        var (snapshot, said) = Evaluate(overrides);
        return snapshot is { } found ? new(name, found) : throw new InvalidOperationException($"{name}: {said}");
    }

    /// <summary>Why the engine refuses these parameters; null if it takes them.</summary>
    public static string? Refusal(string overrides)
    {
        var (snapshot, said) = Evaluate(overrides);
        return snapshot is null ? said : null;
    }

    private static (JsonElement? Snapshot, string Said) Evaluate(string overrides)
    {
        // A parameter file names its template by a relative path, so it gets a copy of all templates beside it.
        var folder = Directory.CreateTempSubdirectory("paynode-deployment-");
        try
        {
            foreach (var source in Repository.Files("infra/bicep", "*.bicep*"))
            {
                var copy = Path.Combine(folder.FullName, source);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(Path.Combine(Repository.Root, source), copy);
            }

            var parameters = Path.Combine(folder.FullName, "case.bicepparam");
            File.WriteAllText(parameters, $"using 'infra/bicep/main.bicep'\nextends 'infra/bicep/main.bicepparam'\n{overrides}\n");
            var (exitCode, output, errors) = BicepCompiler.Run(
                BicepCompiler.Sample,
                "snapshot", parameters, "--mode", "overwrite", "--tenant-id", Subscription, "--subscription-id", Subscription, "--location", "westeurope", "--deployment-name", "case");
            return exitCode == 0
                ? (JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(parameters, ".snapshot.json"))).RootElement, "")
                : (null, output + errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>A resource with its properties evaluated.</summary>
/// <param name="Body">All of it.</param>
public sealed partial record DeployedResource(JsonElement Body)
{
    /// <summary>Type without version.</summary>
    public string Type => Body.GetProperty("type").GetString()!;

    /// <summary>Type and version, as published types are indexed.</summary>
    public string Reference => $"{Type}@{Body.GetProperty("apiVersion").GetString()}";

    /// <summary>Its name below its parent. Names that depend on a deployed resource are GUIDs made of it.</summary>
    public string Name
    {
        get
        {
            var name = Suffix().Replace(Body.GetProperty("name").GetString()!, "'$1core.windows.net'");
            if (name.StartsWith("[guid(", StringComparison.Ordinal))
            {
                return Guid.Empty.ToString();
            }

            return LastLiteral().Match(name) is { Success: true } literal ? literal.Groups[1].Value : name[(name.LastIndexOf('/') + 1)..];
        }
    }

    /// <summary>A tag's value, or null.</summary>
    public string? Tag(string tag) =>
        Body.TryGetProperty("tags", out var tags) && tags.TryGetProperty(tag, out var value) ? value.GetString() : null;

    // What differs between Azure's clouds stays an expression too.
    [GeneratedRegex(@"format\('([^'{}]*)\{0\}', environment\(\)\.suffixes\.storage\)")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"^\[(?:format\('(?:\{\d\}/?)+', .*)?'([^']+)'\)?\]$")]
    private static partial Regex LastLiteral();
}
