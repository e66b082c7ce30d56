namespace Paynode.LocalServices.Hosting;

/// <summary>How a web program of this repository runs as a process of its own.</summary>
public sealed record WebProgramOptions : PrivateServerOptions
{
    /// <summary>What it is called in messages and folders.</summary>
    public required string Name { get; init; }

    /// <summary>Its project as <see cref="BuiltProgram"/> knows it, such as <c>functions/Paynode.Functions</c>.</summary>
    public required string Project { get; init; }

    /// <summary>Its arguments, given the address that it is to listen on.</summary>
    public Func<Uri, IReadOnlyList<string>> Arguments { get; init; } = _ => [];

    /// <summary>Its environment variables over ours, given the address that it is to listen on; null removes one.</summary>
    public Func<Uri, IReadOnlyDictionary<string, string?>> Environment { get; init; } = _ => new Dictionary<string, string?>();

    /// <summary>The path that answers 200 once the program does its work.</summary>
    public string ReadyPath { get; init; } = "/ready";
}
