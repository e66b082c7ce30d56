namespace Paynode.Chain.Indexing;

/// <summary>How far a chain has been read.</summary>
/// <param name="BlockNumber">The last block read.</param>
/// <param name="ReadAt">When the chain was last polled with success.</param>
/// <param name="AuditedBlock">Up to where it has been read a second time.</param>
/// <param name="RereadBlock">Up to where it is being read again on request; nothing when that is done.</param>
public sealed record ChainProgress(long BlockNumber, DateTimeOffset ReadAt, long AuditedBlock, long? RereadBlock);
