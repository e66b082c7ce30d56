using Paynode.Chain.Transactions;

namespace Paynode.Payments;

/// <summary>How far the release or refund of an order has come.</summary>
/// <param name="Kind">release or refund.</param>
/// <param name="State">
/// queued: waits for its batch; sending: in a batch whose transaction is on its way; mined: in a block that is not final
/// enough; done; parked: it failed alone and is tried again later.
/// </param>
/// <param name="Waiting">Why nothing happens at the moment, such as gas_ceiling; null while things move.</param>
/// <param name="TransactionHash">The transaction that carries it, once it is signed.</param>
public sealed record SettlementProgress(string Kind, string State, string? Waiting, string? TransactionHash)
{
    /// <summary>The progress of what was decided.</summary>
    /// <param name="intent">The decision.</param>
    /// <param name="transaction">The transaction of its batch, if it has one.</param>
    /// <param name="held">Why the chain's settlement as a whole is held, if it is.</param>
    public static SettlementProgress Of(ChainIntent intent, TransactionStatus? transaction, string? held)
    {
        var kind = intent.Kind.ToString().ToLowerInvariant();
        return (intent, transaction) switch
        {
            ({ IsFinal: true }, _) => new(kind, "done", null, transaction?.Hash?.ToString()),
            ({ BatchKey: null, QuarantinedUntil: not null }, _) => new(kind, "parked", intent.Failure, null),
            ({ BatchKey: null }, _) or (_, null) => new(kind, "queued", held, null),
            (_, { State: TransactionState.Mined or TransactionState.Succeeded }) => new(kind, "mined", null, transaction.Hash?.ToString()),
            _ => new(kind, "sending", transaction.Waiting, transaction.Hash?.ToString()),
        };
    }
}
