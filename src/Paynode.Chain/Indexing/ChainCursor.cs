using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>How far a chain has been read.</summary>
/// <param name="StartBlock">The first block ever to read.</param>
/// <param name="BlockNumber">The last block read; one below the start when none was.</param>
/// <param name="BlockHash">Its hash; nothing when none was read.</param>
/// <param name="Version">Rises with every change.</param>
/// <param name="AuditedBlock">Up to where the chain has been read a second time.</param>
/// <param name="RereadBlock">Up to where it is to be read again at once; nothing when nobody asked.</param>
internal sealed record ChainCursor(
    long StartBlock, long BlockNumber, Bytes32? BlockHash, long Version, long AuditedBlock, long? RereadBlock = null)
{
    /// <summary>When the chain was last polled with success.</summary>
    public required DateTimeOffset ReadAt { get; init; }
}
