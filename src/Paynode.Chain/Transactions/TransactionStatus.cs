using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Transactions;

/// <summary>What is known about a transaction.</summary>
/// <param name="IdempotencyKey">Names the effect.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Waiting">Why nothing happens at the moment, such as <c>gas_ceiling</c>; nothing while things move.</param>
/// <param name="Nonce">Its number among the sender's.</param>
/// <param name="Hash">The hash it was mined under, else the one sent last.</param>
/// <param name="BlockNumber">Where it was mined.</param>
/// <param name="GasUsed">The gas it used.</param>
/// <param name="EffectiveGasPrice">What was paid per gas, in wei.</param>
/// <param name="RevertData">What a reverted execution returned, where that could be found out.</param>
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
    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsFinal => State is TransactionState.Succeeded or TransactionState.Reverted or TransactionState.Refused;
}
