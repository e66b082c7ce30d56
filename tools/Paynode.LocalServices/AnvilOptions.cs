namespace Paynode.LocalServices;

/// <summary>How a private chain runs.</summary>
public sealed record AnvilOptions : PrivateServerOptions
{
    /// <summary>Time between blocks; null: a block for each transaction, at once.</summary>
    public TimeSpan? BlockTime { get; init; }

    /// <summary>The chain's id; 31337 is what development chains use.</summary>
    public long ChainId { get; init; } = 31337;

    /// <summary>Further arguments of Anvil's own.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>File that the chain's state is kept in from one run to the next; null: none.</summary>
    public string? StateFile { get; init; }
}
