namespace Paynode.Chain.Rpc;

/// <summary>Puts logs in order and drops repeats, whatever order a server sends them in.</summary>
internal static class LogOrder
{
    public static IReadOnlyList<LogEntry> Normalize(LogFilter filter, IReadOnlyList<LogEntry> logs)
    {
        if (logs.FirstOrDefault(l => !filter.Matches(l)) is not null)
        {
            throw new ChainRpcException(RpcErrorKind.Malformed, "The node answered with a log that was not asked for.");
        }

        var ordered = logs
            .DistinctBy(l => (l.BlockHash, l.LogIndex))
            .OrderBy(l => l.BlockNumber).ThenBy(l => l.LogIndex)
            .ToArray();
        for (var i = 1; i < ordered.Length; i++)
        {
            if (ordered[i].BlockNumber == ordered[i - 1].BlockNumber && ordered[i].BlockHash != ordered[i - 1].BlockHash)
            {
                throw new ChainRpcException(RpcErrorKind.Malformed, "The node answered with logs of two blocks of one height.");
            }
        }

        return ordered;
    }
}
