using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>Which logs to read: of a range of blocks, or of one block by its hash.</summary>
public sealed record LogFilter
{
    /// <summary>The first block, when a range is read.</summary>
    public long FromBlock { get; init; }

    /// <summary>The last block, inclusive.</summary>
    public long ToBlock { get; init; }

    /// <summary>The one block to read, instead of the range.</summary>
    public Bytes32? BlockHash { get; init; }

    /// <summary>The contracts that emitted the logs; none means any.</summary>
    public IReadOnlyList<Address> Addresses { get; init; } = [];

    /// <summary>For each topic position, the values allowed there; none means any.</summary>
    public IReadOnlyList<IReadOnlyList<Bytes32>> Topics { get; init; } = [];

    /// <summary>
    /// Whether the caller asks for less when this fails: the query is then repeated once at most, and not at all after a time-out.
    /// </summary>
    public bool CanBeSplit { get; init; }

    /// <summary>Whether a log is one this filter asks for. Used to catch servers that answer with others.</summary>
    /// <param name="log">The log.</param>
    /// <returns>Whether block, address and topics fit.</returns>
    public bool Matches(LogEntry log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var inBlocks = BlockHash is { } hash
            ? log.BlockHash == hash
            : log.BlockNumber >= FromBlock && log.BlockNumber <= ToBlock;
        return inBlocks && (Addresses.Count == 0 || Addresses.Contains(log.Address)) && MatchesTopics(log);
    }

    private bool MatchesTopics(LogEntry log)
    {
        for (var i = 0; i < Topics.Count; i++)
        {
            if (Topics[i].Count > 0 && (i >= log.Topics.Count || !Topics[i].Contains(log.Topics[i])))
            {
                return false;
            }
        }

        return true;
    }
}
