using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>Selects logs: of a range of blocks, or of one block by its hash.</summary>
public sealed record LogFilter
{
    /// <summary>The first block, when a range is read.</summary>
    public long FromBlock { get; init; }

    /// <summary>The last block, inclusive.</summary>
    public long ToBlock { get; init; }

    /// <summary>The block to read instead of a range.</summary>
    public Bytes32? BlockHash { get; init; }

    /// <summary>The contracts that emitted the logs; empty means any.</summary>
    public IReadOnlyList<Address> Addresses { get; init; } = [];

    /// <summary>For each topic position, the allowed values; empty means any.</summary>
    public IReadOnlyList<IReadOnlyList<Bytes32>> Topics { get; init; } = [];

    /// <summary>
    /// Whether the caller asks for less when this fails: the query is then retried at most once, and not at all after a timeout.
    /// </summary>
    public bool CanBeSplit { get; init; }

    /// <summary>Whether a log matches this filter. Used to detect servers that return others.</summary>
    /// <returns>Whether block, address and topics match.</returns>
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

/// <summary>A log that a contract emitted.</summary>
/// <param name="Address">The contract.</param>
/// <param name="Topics">Up to four topics.</param>
/// <param name="Data">The encoded fields that are not indexed.</param>
/// <param name="BlockNumber">The block's height.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="LogIndex">The log's position in the block.</param>
public sealed record LogEntry(
    Address Address,
    IReadOnlyList<Bytes32> Topics,
    byte[] Data,
    long BlockNumber,
    Bytes32 BlockHash,
    Bytes32 TransactionHash,
    long LogIndex);

/// <summary>Sorts logs and removes duplicates, whatever the order in which a server returns them.</summary>
internal static class LogOrder
{
    public static IReadOnlyList<LogEntry> Normalize(LogFilter filter, IReadOnlyList<LogEntry> logs)
    {
        if (logs.FirstOrDefault(l => !filter.Matches(l)) is not null)
        {
            throw new ChainRpcException(RpcErrorKind.Malformed, "The node returned a log that does not match the filter.");
        }

        var ordered = logs
            .DistinctBy(l => (l.BlockHash, l.LogIndex))
            .OrderBy(l => l.BlockNumber).ThenBy(l => l.LogIndex)
            .ToArray();
        for (var i = 1; i < ordered.Length; i++)
        {
            if (ordered[i].BlockNumber == ordered[i - 1].BlockNumber && ordered[i].BlockHash != ordered[i - 1].BlockHash)
            {
                throw new ChainRpcException(RpcErrorKind.Malformed, "The node returned logs of two blocks at the same height.");
            }
        }

        return ordered;
    }
}
