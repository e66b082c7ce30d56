using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>How far a chain has been read.</summary>
/// <param name="StartBlock">The first block to index.</param>
/// <param name="BlockNumber">The last block read; one below the start when none was read.</param>
/// <param name="BlockHash">Its hash; null when none was read.</param>
/// <param name="Version">Incremented with every change.</param>
/// <param name="AuditedBlock">The last audited block.</param>
/// <param name="RereadBlock">The last block to audit immediately; null when no reindex was requested.</param>
internal sealed record ChainCursor(
    long StartBlock, long BlockNumber, Bytes32? BlockHash, long Version, long AuditedBlock, long? RereadBlock = null)
{
    /// <summary>When the chain was last polled successfully.</summary>
    public required DateTimeOffset ReadAt { get; init; }
}

/// <summary>The highest block that the index and the node agree on.</summary>
internal sealed record AncestorBlock(long Number, Bytes32? Hash);

/// <summary>The newest blocks by finality; -1 where the node does not report one.</summary>
internal sealed record FinalityView(long Head, long Safe, long Finalized);

/// <summary>How far a chain has been read.</summary>
/// <param name="BlockNumber">The last block read.</param>
/// <param name="ReadAt">When the chain was last polled successfully.</param>
/// <param name="AuditedBlock">The last audited block.</param>
/// <param name="RereadBlock">The last block of a requested reindex; null when it is complete.</param>
public sealed record ChainProgress(long BlockNumber, DateTimeOffset ReadAt, long AuditedBlock, long? RereadBlock);
