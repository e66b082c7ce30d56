using Paynode.Chain.Diagnostics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>
/// Reads a range of blocks so that headers and logs are known to belong together: headers chain up by parent hash,
/// every log stands in one of them, and a block whose bloom filter speaks of escrow events without any having come is
/// asked again by its hash.
/// </summary>
internal sealed class BlockRangeReader(IChainClient client, ChainIndexerOptions options)
{
    private readonly LogsBloom[] _escrows = [.. options.Escrows.Select(e => LogsBloom.Of(e.ToArray()))];
    private readonly LogsBloom[] _topics = [.. EscrowEventDecoder.EscrowTopics.Select(t => LogsBloom.Of(t.ToArray()))];
    private readonly QuerySize _blocks = new(options.MaxRange);
    private readonly QuerySize _deposits = new(options.DepositChunk);

    /// <summary>Reads from a block on, as far as the range limit and the node's patience allow.</summary>
    /// <param name="from">The first block.</param>
    /// <param name="parent">The hash of the block before, when it is known.</param>
    /// <param name="head">The newest block.</param>
    /// <param name="deposits">The deposit addresses to watch.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InconsistentChainException">The answers do not fit together.</exception>
    public async Task<FetchedRange> ReadAsync(
        long from, Bytes32? parent, BlockHeader head, IReadOnlyList<Address> deposits, CancellationToken cancellationToken)
    {
        var (to, logs) = await ReadLogsAsync(from, head.Number, deposits, cancellationToken).ConfigureAwait(false);
        var windowStart = Math.Max(from, head.Number - options.ReorgWindow + 1);
        try
        {
            var headers = await ReadHeadersAsync(windowStart, to, head, logs, cancellationToken).ConfigureAwait(false);
            RequireChain(from, parent, headers);
            return await AssembleAsync(to, headers, logs, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            CutShort(from, to);
            throw;
        }
    }

    /// <summary>Reads blocks that were read before, up to a block that is not the newest.</summary>
    /// <param name="from">The first block.</param>
    /// <param name="last">The last block to read, unless that is too much at once.</param>
    /// <param name="deposits">The deposit addresses to watch.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InconsistentChainException">The answers do not fit together.</exception>
    public async Task<FetchedRange> ReadAgainAsync(
        long from, long last, IReadOnlyList<Address> deposits, CancellationToken cancellationToken)
    {
        var (to, logs) = await ReadLogsAsync(from, last, deposits, cancellationToken).ConfigureAwait(false);
        var headers = await ReadHeadersAsync(to, to, null, logs, cancellationToken).ConfigureAwait(false);
        return await AssembleAsync(to, headers, logs, cancellationToken).ConfigureAwait(false);
    }

    private async Task<FetchedRange> AssembleAsync(
        long to, IReadOnlyList<BlockHeader> headers, IReadOnlyList<LogEntry> logs, CancellationToken cancellationToken)
    {
        logs = [.. logs, .. await ReadMissingAsync(logs, headers, cancellationToken).ConfigureAwait(false)];
        var byNumber = headers.ToDictionary(h => h.Number);
        var events = logs
            .OrderBy(l => l.BlockNumber).ThenBy(l => l.LogIndex)
            .Select(l => new FetchedEvent(l, Decode(l), byNumber[l.BlockNumber].TimestampSeconds))
            // Anyone can send nothing to anyone; it means nothing.
            .Where(e => e.Event is not EscrowEvent.DepositSeen { Deposit.IsZero: true })
            .ToArray();
        return new FetchedRange(byNumber[to], headers, events);
    }

    private static EscrowEvent Decode(LogEntry log)
    {
        try
        {
            return EscrowEventDecoder.Decode(log);
        }
        catch (FormatException e)
        {
            throw new InconsistentChainException($"A log in block {log.BlockNumber} is none that the contract emits: {e.Message}");
        }
    }

    // Whatever a node says: a query that keeps failing is repeated over half the blocks, and one block's over half the addresses.
    // A failure that says nothing of the size halves the blocks too, as the first of them may be there, but it is not remembered.
    private async Task<(long To, IReadOnlyList<LogEntry> Logs)> ReadLogsAsync(
        long from, long head, IReadOnlyList<Address> deposits, CancellationToken cancellationToken)
    {
        var most = long.MaxValue;
        while (true)
        {
            var blocks = (int)Math.Min(Math.Min(head - from + 1, _blocks.Value), most);
            var to = from + blocks - 1;
            try
            {
                var logs = await ReadLogsBetweenAsync(from, to, deposits, cancellationToken).ConfigureAwait(false);
                _blocks.Answered(blocks);
                return (to, logs);
            }
            catch (ChainRpcException e) when (blocks > 1 && e.MayDependOnSize)
            {
                Split(_blocks, blocks, e);
            }
            catch (ChainRpcException e) when (blocks > 1)
            {
                CountSplit(e);
                most = blocks / 2;
            }
            catch (ChainRpcException e) when (e.MayDependOnSize)
            {
                _blocks.SingleFailed();
                throw;
            }
            catch (OperationCanceledException)
            {
                CutShort(from, to);
                throw;
            }
        }
    }

    // The deposits' addresses in pieces. Only a piece that fails is asked for again in smaller ones.
    private async Task<IReadOnlyList<LogEntry>> ReadLogsBetweenAsync(
        long from, long to, IReadOnlyList<Address> deposits, CancellationToken cancellationToken)
    {
        var isRange = to > from;
        var escrows = EscrowFilter() with { FromBlock = from, ToBlock = to, CanBeSplit = isRange };
        var logs = new List<LogEntry>(await client.GetLogsAsync(escrows, cancellationToken).ConfigureAwait(false));
        var read = options.Tokens.Count > 0 ? 0 : deposits.Count;
        while (read < deposits.Count)
        {
            var asked = Math.Min(deposits.Count - read, _deposits.Value);
            try
            {
                var filter = DepositFilter(deposits.Skip(read).Take(asked)) with { FromBlock = from, ToBlock = to, CanBeSplit = isRange || asked > 1 };
                logs.AddRange(await client.GetLogsAsync(filter, cancellationToken).ConfigureAwait(false));
                _deposits.Answered(asked, counts: read == 0);
                read += asked;
            }
            catch (ChainRpcException e) when (!isRange && asked > 1 && e.MayDependOnSize)
            {
                _blocks.SingleFailed();
                Split(_deposits, asked, e);
            }
            catch (ChainRpcException e) when (!isRange && e.MayDependOnSize)
            {
                _deposits.SingleFailed();
                throw;
            }
        }

        return logs;
    }

    // The time for reading was over: the next attempt has as much, and would not get further with as many blocks.
    private void CutShort(long from, long to)
    {
        if (to > from)
        {
            _blocks.Refused((int)(to - from + 1));
        }
    }

    private void Split(QuerySize size, int asked, ChainRpcException refusal)
    {
        size.Refused(asked);
        CountSplit(refusal);
    }

    private void CountSplit(ChainRpcException refusal) => ChainTelemetry.RangeSplits.Add(
        1,
        new KeyValuePair<string, object?>("chain.id", options.ChainId),
        new KeyValuePair<string, object?>("kind", refusal.Kind.ToString()));

    private LogFilter DepositFilter(IEnumerable<Address> deposits) => new()
    {
        Addresses = options.Tokens,
        Topics = [[EscrowEventDecoder.TransferTopic], [], [.. deposits.Select(a => a.ToWord())]],
    };

    private LogFilter EscrowFilter() => new() { Addresses = options.Escrows, Topics = [EscrowEventDecoder.EscrowTopics] };

    private async Task<IReadOnlyList<LogEntry>> ReadAllAsync(IEnumerable<LogFilter> filters, CancellationToken cancellationToken)
    {
        var logs = new List<LogEntry>();
        foreach (var filter in filters)
        {
            logs.AddRange(await client.GetLogsAsync(filter, cancellationToken).ConfigureAwait(false));
        }

        return logs;
    }

    // Within the window every header; before it the last, and those of blocks with events, for their times.
    private async Task<IReadOnlyList<BlockHeader>> ReadHeadersAsync(
        long windowStart, long to, BlockHeader? head, IReadOnlyList<LogEntry> logs, CancellationToken cancellationToken)
    {
        var numbers = new SortedSet<long>(logs.Select(l => l.BlockNumber)) { to };
        for (var number = windowStart; number <= to; number++)
        {
            numbers.Add(number);
        }

        BlockHeader[] known = head is not null && numbers.Remove(head.Number) ? [head] : [];
        var headers = await client.GetBlocksAsync([.. numbers], cancellationToken).ConfigureAwait(false);
        return headers.Any(h => h is null)
            ? throw new InconsistentChainException("The node does not have a block below its newest.")
            : [.. headers.Select(h => h!), .. known];
    }

    private static void RequireChain(long from, Bytes32? parent, IReadOnlyList<BlockHeader> headers)
    {
        if (parent is { } expected && headers[0].Number == from && headers[0].ParentHash != expected)
        {
            throw new InconsistentChainException($"Block {from} does not follow the block before it.");
        }

        for (var i = 1; i < headers.Count; i++)
        {
            if (headers[i].Number == headers[i - 1].Number + 1 && headers[i].ParentHash != headers[i - 1].Hash)
            {
                throw new InconsistentChainException($"Block {headers[i].Number} does not follow the block before it.");
            }
        }
    }

    private async Task<IReadOnlyList<LogEntry>> ReadMissingAsync(
        IReadOnlyList<LogEntry> logs, IReadOnlyList<BlockHeader> headers, CancellationToken cancellationToken)
    {
        var hashes = headers.ToDictionary(h => h.Number, h => h.Hash);
        if (logs.FirstOrDefault(l => hashes[l.BlockNumber] != l.BlockHash) is { } stray)
        {
            throw new InconsistentChainException($"A log stands in another block {stray.BlockNumber} than the chain's.");
        }

        var seen = logs.Where(l => options.Escrows.Contains(l.Address)).Select(l => l.BlockNumber).ToHashSet();
        var suspects = headers.Where(h => !seen.Contains(h.Number) && MayHoldEvents(h));
        var found = await ReadAllAsync(suspects.Select(h => EscrowFilter() with { BlockHash = h.Hash }), cancellationToken)
            .ConfigureAwait(false);
        if (found.Count > 0)
        {
            ChainTelemetry.TruncatedAnswers.Add(1, new KeyValuePair<string, object?>("chain.id", options.ChainId));
        }

        return found;
    }

    private bool MayHoldEvents(BlockHeader header) =>
        _escrows.Any(escrow => escrow.MayBeIn(header.LogsBloom)) && _topics.Any(topic => topic.MayBeIn(header.LogsBloom));
}
