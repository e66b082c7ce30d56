namespace Paynode.Chain.Indexing;

/// <summary>The chain has no block in common with those kept. It needs a person: the node may serve another chain.</summary>
public sealed class ChainReorgTooDeepException : Exception
{
    /// <summary>Describes the failure.</summary>
    /// <param name="chainId">The chain.</param>
    /// <param name="oldestKept">The oldest block whose hash is known.</param>
    public ChainReorgTooDeepException(long chainId, long oldestKept)
        : base($"Chain {chainId}: the node disagrees with every block kept, back to {oldestKept}. Nothing was changed.")
    {
    }
}
