namespace Paynode.Chain.Indexing;

/// <summary>How far a chain has been read.</summary>
/// <param name="BlockNumber">The last block read.</param>
/// <param name="ReadAt">When the chain was last polled successfully.</param>
/// <param name="AuditedBlock">The last audited block.</param>
/// <param name="RereadBlock">The last block of a requested reindex; null when it is complete.</param>
public sealed record ChainProgress(long BlockNumber, DateTimeOffset ReadAt, long AuditedBlock, long? RereadBlock);
