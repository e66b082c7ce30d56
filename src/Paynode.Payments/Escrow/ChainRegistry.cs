namespace Paynode.Payments;

/// <summary>The chains that this host serves.</summary>
public sealed class ChainRegistry(IEnumerable<ChainContext> chains)
{
    private readonly Dictionary<string, ChainContext> byName = chains.ToDictionary(chain => chain.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<ChainContext> All => byName.Values;

    /// <summary>The chain with this EIP-155 id.</summary>
    /// <exception cref="InvalidOperationException">It is not configured.</exception>
    public ChainContext ById(long chainId) => byName.Values.FirstOrDefault(chain => chain.ChainId == chainId)
        ?? throw new InvalidOperationException($"No chain {chainId} is configured.");

    /// <summary>The chain with this name.</summary>
    /// <exception cref="InvalidOperationException">It is not configured.</exception>
    public ChainContext Named(string name) => byName.GetValueOrDefault(name)
        ?? throw new InvalidOperationException($"No chain '{name}' is configured.");
}
