namespace Paynode.Chain.Rpc;

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
