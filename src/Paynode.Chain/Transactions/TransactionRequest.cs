using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Transactions;

/// <summary>Something to happen on the chain, once.</summary>
/// <param name="IdempotencyKey">Names the effect; up to 200 characters.</param>
/// <param name="To">The contract or account.</param>
/// <param name="Data">The call data.</param>
/// <param name="Value">Native currency to move, in wei.</param>
/// <param name="Urgency">What goes first.</param>
/// <param name="LeastGas">The gas to give it at the least, where the call may take another path than the one that is estimated.</param>
/// <param name="DeadlinePriorityFrom">From then on it may cost up to <see cref="TransactionSenderOptions.DeadlineMaxFeePerGas"/>; nothing: never.</param>
public sealed record TransactionRequest(
    string IdempotencyKey,
    Address To,
    byte[] Data,
    BigInteger Value = default,
    TransactionUrgency Urgency = TransactionUrgency.Urgent,
    long LeastGas = 0,
    DateTimeOffset? DeadlinePriorityFrom = null);
