namespace Paynode.Chain.Transactions;

/// <summary>The state of a transaction.</summary>
public enum TransactionState
{
    /// <summary>Queued; nothing is signed.</summary>
    Queued,

    /// <summary>Has a nonce, and is signed and sent or about to be.</summary>
    Pending,

    /// <summary>In a block that does not have enough confirmations yet.</summary>
    Mined,

    /// <summary>Executed, in a block with enough confirmations.</summary>
    Succeeded,

    /// <summary>Reverted, in a block with enough confirmations: it cost gas and had no effect.</summary>
    Reverted,

    /// <summary>Never sent, because it would be reverted.</summary>
    Refused,
}
