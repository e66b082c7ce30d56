namespace Paynode.Payments;

/// <summary>A chain transaction that belongs to an order.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="Hash">The transaction's hash, lower-case hex with 0x.</param>
/// <param name="At">When Paynode recorded it.</param>
public sealed record OrderTransaction(OrderTransactionKind Kind, string Chain, string Hash, DateTimeOffset At);

/// <summary>What a chain transaction did for an order.</summary>
public enum OrderTransactionKind
{
    /// <summary>Locked its funds in the escrow.</summary>
    Lock,

    /// <summary>Released them to the provider.</summary>
    Release,

    /// <summary>Returned them to the payer.</summary>
    Refund,
}
