namespace Paynode.Chain.Transactions;

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
