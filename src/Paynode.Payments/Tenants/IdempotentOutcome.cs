namespace Paynode.Payments;

/// <summary>The outcome of a request under an idempotency key.</summary>
public enum IdempotentOutcome
{
    /// <summary>The request ran now.</summary>
    Fresh,

    /// <summary>It ran before; this is the response from then.</summary>
    Replayed,

    /// <summary>The key belongs to a request with another body: 422.</summary>
    KeyReusedWithOtherBody,

    /// <summary>A request with this key has been running for longer than a repeated one waits: 409, to be retried.</summary>
    InProgress,
}
