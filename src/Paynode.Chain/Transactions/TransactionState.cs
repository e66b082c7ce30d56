namespace Paynode.Chain.Transactions;

/// <summary>How far a transaction has come.</summary>
public enum TransactionState
{
    /// <summary>Waits for its turn; nothing is signed.</summary>
    Queued,

    /// <summary>Has a nonce, and is signed and sent or about to be.</summary>
    Pending,

    /// <summary>In a block that is not yet deep enough.</summary>
    Mined,

    /// <summary>Executed, in a block that is deep enough.</summary>
    Succeeded,

    /// <summary>Executed and reverted, in a block that is deep enough: it cost gas and had no effect.</summary>
    Reverted,

    /// <summary>Never sent, because it would be reverted.</summary>
    Refused,
}
