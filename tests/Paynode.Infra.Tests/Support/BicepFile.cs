namespace Paynode.Infra.Tests;

/// <summary>What one template declares.</summary>
/// <param name="File">Its path.</param>
/// <param name="Source">Its text.</param>
/// <param name="Errors">What did not parse.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Modules">The modules that it uses.</param>
/// <param name="Resources">Its resources.</param>
/// <param name="Outputs">Its outputs.</param>
/// <param name="Keys">Names of all properties in it.</param>
public sealed record BicepFile(
    string File,
    string Source,
    IReadOnlyList<string> Errors,
    IReadOnlyList<BicepParameter> Parameters,
    IReadOnlyList<BicepModule> Modules,
    IReadOnlyList<BicepResource> Resources,
    IReadOnlyList<BicepOutput> Outputs,
    IReadOnlyList<string> Keys)
{
    public string Name => Path.GetFileName(File);
}

/// <summary>A parameter.</summary>
public sealed record BicepParameter(string Name, IReadOnlyList<string> Decorators, bool Required, string Text);

/// <summary>A use of a module.</summary>
public sealed record BicepModule(string Name, string Path, IReadOnlyList<string> Parameters);

/// <summary>A resource.</summary>
public sealed record BicepResource(string Name, string Type, bool Existing, string Text);

/// <summary>An output.</summary>
public sealed record BicepOutput(string Name, IReadOnlyList<string> Decorators, string Text);
