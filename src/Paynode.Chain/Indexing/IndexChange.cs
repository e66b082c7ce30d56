using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>All that one poll changes, to be written in one transaction.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Before">The cursor the poll started from; another one in the table means it was overtaken.</param>
/// <param name="Ancestor">The last block that stays; everything above is rolled back.</param>
/// <param name="Range">What was read above it; nothing when the chain has nothing new.</param>
/// <param name="Rows">The events of the range.</param>
/// <param name="Finality">Up to where blocks are final enough.</param>
/// <param name="KeepBlocksFrom">Hashes of older blocks are dropped.</param>
internal sealed record IndexChange(
    long ChainId,
    ChainCursor Before,
    AncestorBlock Ancestor,
    FetchedRange? Range,
    IReadOnlyList<EventRow> Rows,
    FinalityView Finality,
    long KeepBlocksFrom);
