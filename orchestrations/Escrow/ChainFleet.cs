namespace Paynode.Orchestrations;

/// <summary>The chains that this host serves.</summary>
public sealed class ChainFleet(IEnumerable<ChainNode> chains)
{
    private readonly Dictionary<string, ChainNode> byName = chains.ToDictionary(chain => chain.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<ChainNode> All => byName.Values;

    /// <summary>The chain with this EIP-155 id.</summary>
    /// <exception cref="InvalidOperationException">It is not configured.</exception>
    public ChainNode ById(long chainId) => byName.Values.FirstOrDefault(chain => chain.ChainId == chainId)
        ?? throw new InvalidOperationException($"No chain {chainId} is configured.");

    /// <summary>The chain with this name.</summary>
    /// <exception cref="InvalidOperationException">It is not configured.</exception>
    public ChainNode Named(string name) => byName.GetValueOrDefault(name)
        ?? throw new InvalidOperationException($"No chain '{name}' is configured.");
}
