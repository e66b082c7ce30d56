using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Transactions;

/// <summary>The status of a transaction.</summary>
/// <param name="IdempotencyKey">Identifies the effect.</param>
/// <param name="State">The current state.</param>
/// <param name="Waiting">Why the transaction is not progressing, such as <c>gas_ceiling</c>; null while it is.</param>
/// <param name="Nonce">The sender's nonce.</param>
/// <param name="Hash">The hash it was mined under, otherwise the one sent last.</param>
/// <param name="BlockNumber">Where it was mined.</param>
/// <param name="GasUsed">The gas it used.</param>
/// <param name="EffectiveGasPrice">What was paid per gas, in wei.</param>
/// <param name="RevertData">What a reverted execution returned, where that could be determined.</param>
/// <param name="CreatedAt">When it was enqueued.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record TransactionStatus(
    string IdempotencyKey,
    TransactionState State,
    string? Waiting,
    long? Nonce,
    Bytes32? Hash,
    long? BlockNumber,
    long? GasUsed,
    BigInteger? EffectiveGasPrice,
    byte[]? RevertData,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Whether the state is terminal.</summary>
    public bool IsFinal => State is TransactionState.Succeeded or TransactionState.Reverted or TransactionState.Refused;
}
