namespace Paynode.LocalHost;

/// <summary>
/// The journal cannot be reached, or has more waiting than it can take. Whether the request was taken is unknown; it
/// may be repeated. HTTP functions answer 503 with <c>Retry-After</c>.
/// </summary>
/// <param name="message">What is wrong.</param>
/// <param name="retryAfter">When to try again.</param>
/// <param name="inner">The cause, if known.</param>
public sealed class DurableUnavailableException(string message, TimeSpan retryAfter, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
