using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>Where an event in the table stands on the chain.</summary>
internal sealed record StoredEvent(long Id, Bytes32 BlockHash, Bytes32 TransactionHash, long LogIndex, long BlockNumber);
