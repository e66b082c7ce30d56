using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>A log that a contract emitted.</summary>
/// <param name="Address">The contract.</param>
/// <param name="Topics">Up to four topics.</param>
/// <param name="Data">The encoded fields that are not indexed.</param>
/// <param name="BlockNumber">The block's height.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="LogIndex">The log's position in the block.</param>
public sealed record LogEntry(
    Address Address,
    IReadOnlyList<Bytes32> Topics,
    byte[] Data,
    long BlockNumber,
    Bytes32 BlockHash,
    Bytes32 TransactionHash,
    long LogIndex);
