namespace Paynode.Chain.Indexing;

/// <summary>The chain has no block in common with those kept. This needs an operator: the node may serve another chain.</summary>
public sealed class ChainReorgTooDeepException : Exception
{
    /// <summary>Describes the failure.</summary>
    /// <param name="chainId">The chain.</param>
    /// <param name="oldestKept">The oldest block whose hash is kept.</param>
    public ChainReorgTooDeepException(long chainId, long oldestKept)
        : base($"Chain {chainId}: the node disagrees with every kept block, back to {oldestKept}. Nothing was changed.")
    {
    }
}
