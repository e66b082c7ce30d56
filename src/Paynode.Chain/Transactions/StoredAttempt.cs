using Paynode.Chain.Primitives;

namespace Paynode.Chain.Transactions;

/// <summary>A signed version of a transaction.</summary>
internal sealed record StoredAttempt(
    long Id, long TransactionId, Bytes32 Hash, byte[] Raw, FeeOffer Offer, int Sends, DateTimeOffset? SentAt, bool Underpriced);
