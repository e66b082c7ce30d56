namespace Paynode.LocalServices.Processes;

/// <summary>What to run and how it is to end.</summary>
public sealed record SupervisedProcessOptions
{
    /// <summary>Path or name of the program.</summary>
    public required string Program { get; init; }

    /// <summary>The program's arguments, one each, unquoted.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables set over this process's own; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where the program runs; null: here.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>File that both outputs are appended to.</summary>
    public required string LogFile { get; init; }

    /// <summary>Signal sent when this process is gone: the fastest one that lets the program clean up.</summary>
    public string DeathSignal { get; init; } = "TERM";

    /// <summary>User to run as; null: the user of this process. Needs root.</summary>
    public string? RunAs { get; init; }

    /// <summary>Folder deleted once the program has ended and this process has let go of it; null: none.</summary>
    public string? RemoveOnEnd { get; init; }

    /// <summary>Whether the program outlives this process, unwatched.</summary>
    public bool Detached { get; init; }
}
