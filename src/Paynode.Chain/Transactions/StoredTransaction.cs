using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Transactions;

/// <summary>An open transaction with its signed versions, oldest first.</summary>
internal sealed record StoredTransaction(
    long Id,
    Address To,
    byte[] Data,
    BigInteger Value,
    TransactionState State,
    bool IsFiller,
    long? Nonce,
    long? GasLimit,
    int EstimateFailures,
    TransactionUrgency Urgency,
    DateTimeOffset? FailingSince,
    long? BlockNumber,
    Bytes32? BlockHash,
    string? Waiting,
    long LeastGas,
    DateTimeOffset? DeadlinePriorityFrom,
    string Key,
    byte[]? Seal,
    IReadOnlyList<StoredAttempt> Attempts)
{
    /// <summary>The version with the highest fees, which is the one expected to be mined.</summary>
    public StoredAttempt? Newest => Attempts.Count == 0 ? null : Attempts[^1];
}

/// <summary>A signed version of a transaction.</summary>
internal sealed record StoredAttempt(
    long Id, long TransactionId, Bytes32 Hash, byte[] Raw, FeeOffer Offer, int Sends, DateTimeOffset? SentAt, bool Underpriced);
