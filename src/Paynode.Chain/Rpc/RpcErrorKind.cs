namespace Paynode.Chain.Rpc;

/// <summary>What a failed call to a node means for the caller.</summary>
public enum RpcErrorKind
{
    /// <summary>The node refused for a reason without a kind of its own.</summary>
    Other,

    /// <summary>Too many requests; retry later.</summary>
    RateLimited,

    /// <summary>The range of blocks or the number of logs exceeds the node's limit; ask for less.</summary>
    RangeTooLarge,

    /// <summary>The response exceeds our own limit; ask for less.</summary>
    ResponseTooLarge,

    /// <summary>The nonce has been used.</summary>
    NonceTooLow,

    /// <summary>The node already has this transaction.</summary>
    AlreadyKnown,

    /// <summary>Another transaction with this nonce is pending, and the new fee is not sufficiently higher.</summary>
    ReplacementUnderpriced,

    /// <summary>The fee is below what the node currently accepts.</summary>
    FeeTooLow,

    /// <summary>The account's balance does not cover value and gas.</summary>
    InsufficientFunds,

    /// <summary>The execution was reverted; the exception carries the revert data.</summary>
    Reverted,

    /// <summary>The node does not know the requested block.</summary>
    UnknownBlock,

    /// <summary>The response timed out. The outcome of a send is unknown.</summary>
    Timeout,

    /// <summary>The node cannot be reached, or reports that it is unavailable. The outcome of a send is unknown.</summary>
    Unavailable,

    /// <summary>The response violates the protocol or contradicts itself.</summary>
    Malformed,

    /// <summary>Endpoints contradict each other, and too few of them agree.</summary>
    Disagreement,
}
