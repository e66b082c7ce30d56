using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>The position of a stored event on the chain.</summary>
internal sealed record StoredEvent(long Id, Bytes32 BlockHash, Bytes32 TransactionHash, long LogIndex, long BlockNumber);
