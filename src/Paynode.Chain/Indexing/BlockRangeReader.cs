using Paynode.Chain.Diagnostics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>
/// Reads a range of blocks and verifies that headers and logs belong together: headers are linked by parent hash, every
/// log belongs to one of them, and a block whose bloom filter indicates escrow events that were not returned is queried
/// again by its hash.
/// </summary>
internal sealed class BlockRangeReader(IChainClient client, ChainIndexerOptions options)
{
    private readonly LogsBloom[] _escrows = [.. options.Escrows.Select(e => LogsBloom.Of(e.ToArray()))];
    private readonly LogsBloom[] _topics = [.. EscrowEventDecoder.EscrowTopics.Select(t => LogsBloom.Of(t.ToArray()))];
    private readonly QuerySize _blocks = new(options.MaxRange);
    private readonly QuerySize _deposits = new(options.DepositChunk);

    /// <summary>Reads forward from a block, as far as the range limit and the node's limits allow.</summary>
    /// <param name="from">The first block.</param>
    /// <param name="parent">The hash of the preceding block, when it is known.</param>
    /// <param name="head">The newest block.</param>
    /// <param name="deposits">The deposit addresses to watch.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InconsistentChainException">The node's answers contradict each other.</exception>
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

    /// <summary>Reads blocks that were already indexed, up to a block that is not the newest.</summary>
    /// <param name="from">The first block.</param>
    /// <param name="last">The last block to read; fewer are read when the range is too large for one query.</param>
    /// <param name="deposits">The deposit addresses to watch.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InconsistentChainException">The node's answers contradict each other.</exception>
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
            // Anyone can emit a zero-amount transfer to any address; these are ignored.
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
            throw new InconsistentChainException($"A log in block {log.BlockNumber} is not an event of the contract: {e.Message}");
        }
    }

    // Independent of the node's error text: a query that keeps failing is retried over half the blocks, and a query for one
    // block over half the addresses. A failure unrelated to size also halves the blocks, because some of them may still
    // succeed, but it does not change the learned limit.
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

    // Queries deposit addresses in chunks. Only a failing chunk is retried in smaller ones.
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
                var filter = DepositFilter(deposits.Skip(read).Take(asked)) with
                {
                    FromBlock = from, ToBlock = to, CanBeSplit = isRange || asked > 1,
                };
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

    // The time limit was reached: the next attempt has the same limit, so it must ask for fewer blocks.
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

    // All headers within the reorg window; before it, the last header and those of blocks with events, for their timestamps.
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
            ? throw new InconsistentChainException("The node does not have a block below its head.")
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
            throw new InconsistentChainException($"A log belongs to a block {stray.BlockNumber} that is not on the canonical chain.");
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
