namespace Paynode.Chain.Indexing;

/// <summary>What one poll of a chain did.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="BlockNumber">The last block read, over all polls.</param>
/// <param name="HeadNumber">The newest block that the node named.</param>
/// <param name="ReorgDepth">The blocks rolled back; zero when the chain only grew.</param>
/// <param name="Observed">Events seen.</param>
/// <param name="Withdrawn">Events that left the chain.</param>
/// <param name="Confirmed">Events that became final enough.</param>
public sealed record ChainPoll(
    ChainPollOutcome Outcome, long BlockNumber, long HeadNumber, int ReorgDepth, int Observed, int Withdrawn, int Confirmed)
{
    /// <summary>Whether the newest block has been read.</summary>
    public bool IsCaughtUp => BlockNumber >= HeadNumber;
}
