namespace Paynode.Chain.Rpc;

/// <summary>A call to a node failed. The message never holds the endpoint's path, which may be a credential.</summary>
public sealed class ChainRpcException : Exception
{
    /// <summary>Describes the failure.</summary>
    /// <param name="kind">What it means for the caller.</param>
    /// <param name="message">What happened.</param>
    /// <param name="inner">The cause.</param>
    public ChainRpcException(RpcErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>What the failure means for the caller.</summary>
    public RpcErrorKind Kind { get; }

    /// <summary>What a reverted execution returned; empty when the node did not say.</summary>
    public byte[] RevertData { get; init; } = [];

    /// <summary>How long the node asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether repeating the same read later can help.</summary>
    public bool IsTransient =>
        Kind is RpcErrorKind.RateLimited or RpcErrorKind.Timeout or RpcErrorKind.Unavailable;

    /// <summary>
    /// Whether asking for less can help. A node that does not have the block yet, or nodes of which one does not, fail a smaller
    /// query in the same way.
    /// </summary>
    public bool MayDependOnSize => Kind is not (RpcErrorKind.UnknownBlock or RpcErrorKind.Disagreement);

    /// <summary>Whether a send may have reached the chain all the same.</summary>
    public bool IsOutcomeUnknown =>
        Kind is RpcErrorKind.Timeout or RpcErrorKind.Unavailable or RpcErrorKind.Malformed
            or RpcErrorKind.ResponseTooLarge or RpcErrorKind.RateLimited or RpcErrorKind.Disagreement;
}
