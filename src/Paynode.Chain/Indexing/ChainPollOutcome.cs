namespace Paynode.Chain.Indexing;

/// <summary>How a poll ended.</summary>
public enum ChainPollOutcome
{
    /// <summary>The cursor advanced, or is already at the newest block.</summary>
    Read,

    /// <summary>The node is behind an earlier answer; nothing was changed.</summary>
    NodeLags,

    /// <summary>The node's answers contradict each other, as happens during a reorganisation; nothing was changed.</summary>
    Inconsistent,

    /// <summary>Another indexer of the chain committed first; nothing was changed.</summary>
    Overtaken,
}
