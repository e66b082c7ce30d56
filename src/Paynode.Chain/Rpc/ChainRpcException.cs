namespace Paynode.Chain.Rpc;

/// <summary>A call to a node failed. The message never contains the endpoint's path, which may be a credential.</summary>
public sealed class ChainRpcException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">The meaning for the caller.</param>
    /// <param name="message">What happened.</param>
    /// <param name="inner">The cause.</param>
    public ChainRpcException(RpcErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>The meaning of the failure for the caller.</summary>
    public RpcErrorKind Kind { get; }

    /// <summary>The revert data; empty when the node did not return it.</summary>
    public byte[] RevertData { get; init; } = [];

    /// <summary>The delay that the node asked for.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether repeating the same read later can succeed.</summary>
    public bool IsTransient =>
        Kind is RpcErrorKind.RateLimited or RpcErrorKind.Timeout or RpcErrorKind.Unavailable;

    /// <summary>
    /// Whether asking for less can succeed. When one or more nodes do not have the block yet, a smaller query fails in the same
    /// way.
    /// </summary>
    public bool MayDependOnSize => Kind is not (RpcErrorKind.UnknownBlock or RpcErrorKind.Disagreement);

    /// <summary>Whether a send may have reached the chain despite the failure.</summary>
    public bool IsOutcomeUnknown =>
        Kind is RpcErrorKind.Timeout or RpcErrorKind.Unavailable or RpcErrorKind.Malformed
            or RpcErrorKind.ResponseTooLarge or RpcErrorKind.RateLimited or RpcErrorKind.Disagreement;
}
