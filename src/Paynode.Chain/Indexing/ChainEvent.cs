using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>An escrow event and its position on the chain.</summary>
/// <param name="Key">Unique and stable: chain id, block hash, transaction hash, log index and incarnation.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="BlockNumber">The block's height.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="BlockTime">The block's timestamp.</param>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="LogIndex">The log's position in the block.</param>
/// <param name="Contract">The contract that emitted the log: the escrow or the token.</param>
/// <param name="State">The event's processing state.</param>
/// <param name="EscrowOrderId">The order's id in the escrow, where one is known.</param>
/// <param name="OrderId">Paynode's order, when its terms were registered; references in a log are not trusted.</param>
/// <param name="Event">What happened.</param>
public sealed record ChainEvent(
    string Key,
    long ChainId,
    long BlockNumber,
    Bytes32 BlockHash,
    DateTimeOffset BlockTime,
    Bytes32 TransactionHash,
    long LogIndex,
    Address Contract,
    ChainEventState State,
    Bytes32? EscrowOrderId,
    Guid? OrderId,
    EscrowEvent Event);

/// <summary>The processing state of an event.</summary>
public enum ChainEventState
{
    /// <summary>Seen on the canonical chain, not yet final enough.</summary>
    Observed,

    /// <summary>Final enough; the consumer is being notified.</summary>
    Confirmed,

    /// <summary>The consumer has acknowledged it.</summary>
    Dispatched,

    /// <summary>No longer on the canonical chain.</summary>
    Withdrawn,
}
