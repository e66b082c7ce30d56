using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>A consistent piece of the chain: its last block, the headers worth keeping, and the events.</summary>
internal sealed record FetchedRange(BlockHeader Last, IReadOnlyList<BlockHeader> Headers, IReadOnlyList<FetchedEvent> Events);
