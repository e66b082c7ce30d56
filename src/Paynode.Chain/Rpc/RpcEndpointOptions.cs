namespace Paynode.Chain.Rpc;

/// <summary>How to talk to one JSON-RPC endpoint. The defaults suit public providers.</summary>
public sealed record RpcEndpointOptions
{
    /// <summary>How long one HTTP request may take. Large log queries take seconds on public nodes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The most calls in one HTTP request; most providers allow a hundred or more.</summary>
    public int MaxBatch { get; init; } = 100;

    /// <summary>The most bytes of one answer, so that a hostile server cannot exhaust memory.</summary>
    public int MaxResponseBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>How often a read is tried altogether when the node is busy or unreachable.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The first pause between tries; it doubles each time, with jitter.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause, and the longest <c>Retry-After</c> that is honoured inside one call.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(10);
}
