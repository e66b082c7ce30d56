namespace Paynode.Chain.Transactions;

/// <summary>What goes first when not everything can go at once.</summary>
public enum TransactionUrgency
{
    /// <summary>It limits a loss: it goes before everything else and needs no free place.</summary>
    Emergency = -1,

    /// <summary>Somebody's funds wait for it, and nobody else can do it.</summary>
    Urgent = 0,

    /// <summary>A service that anyone could do as well. It never takes the last places on the way.</summary>
    Background = 1,
}
