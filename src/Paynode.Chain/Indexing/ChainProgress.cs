namespace Paynode.Chain.Indexing;

/// <summary>How far a chain has been read.</summary>
/// <param name="BlockNumber">The last block read.</param>
/// <param name="ReadAt">When the chain was last polled with success.</param>
public sealed record ChainProgress(long BlockNumber, DateTimeOffset ReadAt);
