using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>A consistent range of the chain: its last block, the headers to keep, and the events.</summary>
internal sealed record FetchedRange(BlockHeader Last, IReadOnlyList<BlockHeader> Headers, IReadOnlyList<FetchedEvent> Events);
