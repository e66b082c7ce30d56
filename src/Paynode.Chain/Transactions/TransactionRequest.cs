using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Transactions;

/// <summary>An on-chain effect to be executed exactly once.</summary>
/// <param name="IdempotencyKey">Identifies the effect; up to 200 characters.</param>
/// <param name="To">The contract or account.</param>
/// <param name="Data">The call data.</param>
/// <param name="Value">The native currency to transfer, in wei.</param>
/// <param name="Urgency">The transaction's priority in the queue.</param>
/// <param name="LeastGas">The minimum gas limit, for calls that may take a different path from the one that is estimated.</param>
/// <param name="DeadlinePriorityFrom">
/// From then on it may cost up to <see cref="TransactionSenderOptions.DeadlineMaxFeePerGas"/>; null for never.
/// </param>
public sealed record TransactionRequest(
    string IdempotencyKey,
    Address To,
    byte[] Data,
    BigInteger Value = default,
    TransactionUrgency Urgency = TransactionUrgency.Urgent,
    long LeastGas = 0,
    DateTimeOffset? DeadlinePriorityFrom = null);

/// <summary>The order in which transactions are admitted when capacity is limited.</summary>
public enum TransactionUrgency
{
    /// <summary>Limits a loss: admitted before everything else, even without free capacity.</summary>
    Emergency = -1,

    /// <summary>Someone's funds depend on it, and nobody else can do it.</summary>
    Urgent = 0,

    /// <summary>A service that anyone could perform. It never uses the capacity reserved for urgent transactions.</summary>
    Background = 1,
}
