namespace Paynode.Chain.Rpc;

/// <summary>What a failed call to a node means for the caller.</summary>
public enum RpcErrorKind
{
    /// <summary>The node refused for a reason that has no kind of its own.</summary>
    Other,

    /// <summary>Too many requests; wait and repeat.</summary>
    RateLimited,

    /// <summary>The range of blocks or the number of logs is beyond the node's limit; ask for less.</summary>
    RangeTooLarge,

    /// <summary>The answer exceeds our own limit; ask for less.</summary>
    ResponseTooLarge,

    /// <summary>The nonce has been used.</summary>
    NonceTooLow,

    /// <summary>The node has this very transaction.</summary>
    AlreadyKnown,

    /// <summary>Another transaction with this nonce waits, and the new fee is not enough above its.</summary>
    ReplacementUnderpriced,

    /// <summary>The fee is below what the node takes now.</summary>
    FeeTooLow,

    /// <summary>The account cannot pay value and gas.</summary>
    InsufficientFunds,

    /// <summary>The execution was reverted; the exception carries the revert data.</summary>
    Reverted,

    /// <summary>The node does not know the block asked for.</summary>
    UnknownBlock,

    /// <summary>No answer in time. Of a send the outcome is unknown.</summary>
    Timeout,

    /// <summary>The node cannot be reached, or says that it cannot serve. Of a send the outcome is unknown.</summary>
    Unavailable,

    /// <summary>The answer is not what the protocol says, or contradicts itself.</summary>
    Malformed,

    /// <summary>Endpoints contradict each other, and too few of them agree.</summary>
    Disagreement,
}
