namespace Paynode.LocalServices.Hosting;

/// <summary>What Paynode stands on and where it listens.</summary>
public sealed record PaynodeHostOptions : PrivateServerOptions
{
    /// <summary>The program that hosts Paynode's functions, as <see cref="BuiltProgram"/> knows it.</summary>
    public string Project { get; init; } = PaynodeHost.Project;

    /// <summary>postgres://…</summary>
    public required string DatabaseUrl { get; init; }

    /// <summary>redis://…</summary>
    public required string RedisUrl { get; init; }

    /// <summary>The chain's JSON-RPC address.</summary>
    public required string ChainRpcUrl { get; init; }

    /// <summary>The contracts on that chain.</summary>
    public required DevelopmentContracts Contracts { get; init; }

    /// <summary>The host's secrets.</summary>
    public required DevelopmentKeys Keys { get; init; }

    /// <summary>Blocks, the event's own included, after which a deposit or a settlement counts.</summary>
    public int Confirmations { get; init; } = 1;

    /// <summary>Further environment variables, over all others.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
