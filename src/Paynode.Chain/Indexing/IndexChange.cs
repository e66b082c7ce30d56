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
