namespace Paynode.Payments;

/// <summary>What an idempotency key made of a request.</summary>
public enum IdempotentOutcome
{
    /// <summary>The request ran now.</summary>
    Fresh,

    /// <summary>It ran before; this is the answer it got then.</summary>
    Replayed,

    /// <summary>The key belongs to a request with another body: 422.</summary>
    KeyReusedWithOtherBody,

    /// <summary>A request with this key has been running for longer than a repetition waits: 409, to be tried again.</summary>
    InProgress,
}
