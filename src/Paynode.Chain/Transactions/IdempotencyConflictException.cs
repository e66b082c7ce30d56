namespace Paynode.Chain.Transactions;

/// <summary>An idempotency key was used before for a different transaction.</summary>
public sealed class IdempotencyConflictException : Exception
{
    /// <summary>Describes the conflict.</summary>
    public IdempotencyConflictException(string idempotencyKey)
        : base($"The idempotency key '{idempotencyKey}' belongs to a different transaction.")
    {
    }
}
