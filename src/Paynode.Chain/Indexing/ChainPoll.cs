namespace Paynode.Chain.Indexing;

/// <summary>The result of one poll of a chain.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="BlockNumber">The last block read, over all polls.</param>
/// <param name="HeadNumber">The newest block reported by the node.</param>
/// <param name="ReorgDepth">The number of blocks rolled back; zero when the chain only grew.</param>
/// <param name="Observed">The number of events observed.</param>
/// <param name="Withdrawn">The number of events that left the canonical chain.</param>
/// <param name="Confirmed">The number of events that became final enough.</param>
public sealed record ChainPoll(
    ChainPollOutcome Outcome, long BlockNumber, long HeadNumber, int ReorgDepth, int Observed, int Withdrawn, int Confirmed)
{
    /// <summary>Whether the newest block has been read.</summary>
    public bool IsCaughtUp => BlockNumber >= HeadNumber;
}

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
