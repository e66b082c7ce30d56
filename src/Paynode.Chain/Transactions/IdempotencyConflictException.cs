namespace Paynode.Chain.Transactions;

/// <summary>An idempotency key was used before for something else.</summary>
public sealed class IdempotencyConflictException : Exception
{
    /// <summary>Describes the conflict.</summary>
    /// <param name="idempotencyKey">The key.</param>
    public IdempotencyConflictException(string idempotencyKey)
        : base($"The idempotency key '{idempotencyKey}' stands for another transaction.")
    {
    }
}
