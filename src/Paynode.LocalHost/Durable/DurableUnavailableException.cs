namespace Paynode.LocalHost;

/// <summary>
/// The journal cannot be reached, or its queue is full. The request may or may not have been accepted, and it is safe to
/// retry. HTTP functions answer 503 with <c>Retry-After</c>.
/// </summary>
/// <param name="message">What is wrong.</param>
/// <param name="retryAfter">How long to wait before the next attempt.</param>
/// <param name="inner">The cause, if known.</param>
public sealed class DurableUnavailableException(string message, TimeSpan retryAfter, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
