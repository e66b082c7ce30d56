namespace Paynode.Chain.Indexing;

/// <summary>A chain's cursor does not advance although its head does.</summary>
/// <param name="chainId">The chain.</param>
/// <param name="blockNumber">The last block read.</param>
/// <param name="headNumber">The newest block.</param>
public sealed class ChainCursorStalledException(long chainId, long blockNumber, long headNumber)
    : Exception($"Chain {chainId} is not read past block {blockNumber}, and its newest block is {headNumber}.");
