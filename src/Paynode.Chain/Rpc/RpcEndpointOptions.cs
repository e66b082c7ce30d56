namespace Paynode.Chain.Rpc;

/// <summary>Limits for one JSON-RPC endpoint. The defaults suit public providers.</summary>
public sealed record RpcEndpointOptions
{
    /// <summary>The timeout of one HTTP request. Large log queries take seconds on public nodes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The maximum number of calls in one HTTP request; most providers allow a hundred or more.</summary>
    public int MaxBatch { get; init; } = 100;

    /// <summary>The maximum size of one response in bytes, so that a hostile server cannot exhaust memory.</summary>
    public int MaxResponseBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The maximum number of attempts of a read when the node is busy or unreachable.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The delay before the first retry; it doubles each time, with jitter.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The maximum delay, and the longest <c>Retry-After</c> that is honoured within one call.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(10);
}
