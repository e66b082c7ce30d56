namespace Paynode.Chain.Indexing;

/// <summary>How a poll ended.</summary>
public enum ChainPollOutcome
{
    /// <summary>The cursor moved, or stays because it is at the newest block.</summary>
    Read,

    /// <summary>The node is behind what another answer of it showed before; nothing was changed.</summary>
    NodeLags,

    /// <summary>The node's answers contradict each other, as they do while the chain is reorganised; nothing was changed.</summary>
    Inconsistent,

    /// <summary>Another indexer of the chain was faster; nothing was changed.</summary>
    Overtaken,
}
