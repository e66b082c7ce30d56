using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>All changes of one poll, to be written in one transaction.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Before">The cursor the poll started from; a different one in the table means that another poll committed first.</param>
/// <param name="Ancestor">The last block that is kept; everything above it is rolled back.</param>
/// <param name="Range">What was read above it; null when there are no new blocks.</param>
/// <param name="Rows">The events of the range.</param>
/// <param name="Finality">The newest blocks by finality.</param>
/// <param name="KeepBlocksFrom">Hashes of older blocks are deleted.</param>
internal sealed record IndexChange(
    long ChainId,
    ChainCursor Before,
    AncestorBlock Ancestor,
    FetchedRange? Range,
    IReadOnlyList<EventRow> Rows,
    FinalityView Finality,
    long KeepBlocksFrom);

/// <summary>How many events a poll changed.</summary>
internal sealed record IndexCounts(int Observed, int Withdrawn, int Confirmed);

/// <summary>The changes that result from auditing a range of blocks.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Version">The cursor version that the audit started from.</param>
/// <param name="AuditedBlock">The last block of the range.</param>
/// <param name="Rows">All events of the range; events already in the table are left unchanged.</param>
/// <param name="Phantoms">Ids of events in the table that are not on the chain.</param>
internal sealed record AuditChange(
    long ChainId, long Version, long AuditedBlock, IReadOnlyList<EventRow> Rows, IReadOnlyList<long> Phantoms);

/// <summary>A range of a chain that will be read again.</summary>
/// <param name="FromBlock">The first block of the range.</param>
/// <param name="ToBlock">The last block of the range.</param>
public sealed record ReadAgain(long FromBlock, long ToBlock);
