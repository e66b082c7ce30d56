using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Transactions;

/// <summary>Something to happen on the chain, once.</summary>
/// <param name="IdempotencyKey">Names the effect; up to 200 characters.</param>
/// <param name="To">The contract or account.</param>
/// <param name="Data">The call data.</param>
/// <param name="Value">Native currency to move, in wei.</param>
/// <param name="Urgency">What goes first.</param>
public sealed record TransactionRequest(
    string IdempotencyKey, Address To, byte[] Data, BigInteger Value = default, TransactionUrgency Urgency = TransactionUrgency.Urgent);
