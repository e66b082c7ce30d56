namespace Paynode.Payments;

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
