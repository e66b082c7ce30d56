namespace Paynode.LocalServices;

/// <summary>Where and how a private server runs.</summary>
public record PrivateServerOptions
{
    /// <summary>
    /// Folder of the server's data and log, kept when the server ends; null: a new one under
    /// <c>.paynode/run</c> of the clone (or the temporary folder), deleted when the server ends.
    /// </summary>
    public string? Directory { get; init; }

    /// <summary>File of all that the server prints, kept when it ends and begun anew at the first start; null: one in its folder.</summary>
    public string? LogFile { get; init; }

    /// <summary>Loopback port; null: a free one.</summary>
    public int? Port { get; init; }

    /// <summary>Whether the server outlives this process.</summary>
    public bool Detached { get; init; }

    /// <summary>
    /// Told the server's process as soon as there is one, before it answers: whoever starts a detached server can
    /// write it down, so that it can be ended even if this process dies the next moment.
    /// </summary>
    public Action<StartedProcess>? Spawned { get; init; }

    /// <summary>How long the server may take until it answers; one that ends is not waited for.</summary>
    public TimeSpan StartLimit { get; init; } = HangLimit.OfWait;

    /// <summary>Extra settings by name, as the server's own command line takes them (PostgreSQL: <c>-c name=value</c>; Redis: <c>--name value</c>).</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
