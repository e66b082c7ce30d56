using Microsoft.Extensions.Logging;
using Paynode.Chain.Diagnostics;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>
/// Reads every block a second time once it is old enough. This finds events that a node omitted or invented when the
/// block was new, deposits to addresses that were registered late, and deposits for orders that have ended.
/// </summary>
internal sealed class ChainAudit(
    IChainClient client, IndexStore store, ChainIndexerOptions options, TimeProvider timeProvider, ILogger logger)
{
    private readonly BlockRangeReader _reader = new(client, options);
    private readonly EventRows _rows = new(store, options);

    /// <summary>Audits the next range, when it is large enough and old enough.</summary>
    public async Task<IndexCounts> StepAsync(BlockHeader head, CancellationToken cancellationToken)
    {
        var nothing = new IndexCounts(0, 0, 0);
        var cursor = await store.LoadAsync(options.ChainId, options.StartBlock, cancellationToken).ConfigureAwait(false);
        var from = cursor.AuditedBlock + 1;
        var asked = Math.Min(cursor.RereadBlock ?? -1, cursor.BlockNumber);
        var to = Math.Max(cursor.BlockNumber - options.AuditLag, asked);
        if (to - from + 1 < (asked >= from ? 1 : options.AuditChunk))
        {
            return nothing;
        }

        var since = options.OpenSince(head, timeProvider.GetUtcNow());
        var deposits = await store.OpenDepositsAsync(options.ChainId, since, cancellationToken).ConfigureAwait(false);
        var range = await _reader.ReadAgainAsync(from, to, deposits, cancellationToken).ConfigureAwait(false);
        await RequireKeptAsync(range, cancellationToken).ConfigureAwait(false);
        var known = await store.EventsBetweenAsync(options.ChainId, from, range.Last.Number, cancellationToken).ConfigureAwait(false);
        var change = new AuditChange(
            options.ChainId,
            cursor.Version,
            range.Last.Number,
            await _rows.MakeAsync(range.Events, cancellationToken).ConfigureAwait(false),
            await PhantomsAsync(known, range, cancellationToken).ConfigureAwait(false));
        var counts = await store.ApplyAsync(change, cancellationToken).ConfigureAwait(false) ?? nothing;
        var late = counts.Observed == 0 ? 0 : await CountLateAsync(range, known, deposits, since, cancellationToken).ConfigureAwait(false);
        Report(counts with { Observed = Math.Max(0, counts.Observed - late) }, from, range.Last.Number);
        return counts;
    }

    // Deposits of ended orders were not missed: their addresses were not being queried.
    private async Task<int> CountLateAsync(
        FetchedRange range, IReadOnlyList<StoredEvent> known, IReadOnlyList<Address> all, long since, CancellationToken cancellationToken)
    {
        var closedSince = timeProvider.GetUtcNow() - options.ClosedWatch;
        var open = await store.OpenDepositsAsync(options.ChainId, since, closedSince, cancellationToken).ConfigureAwait(false);
        var closed = all.Except(open).ToHashSet();
        var before = known.Select(e => (e.BlockHash, e.TransactionHash, e.LogIndex)).ToHashSet();
        return range.Events.Count(e => e.Event is Escrow.EscrowEvent.DepositSeen seen && closed.Contains(seen.DepositAddress)
            && !before.Contains((e.Log.BlockHash, e.Log.TransactionHash, e.Log.LogIndex)));
    }

    // The kept blocks are the chain as indexed; an answer from another fork proves nothing.
    private async Task RequireKeptAsync(FetchedRange range, CancellationToken cancellationToken)
    {
        var headers = range.Headers.ToDictionary(h => h.Number, h => h.Hash);
        var kept = await store.BlocksBelowAsync(
            options.ChainId, range.Last.Number, options.ReorgWindow, cancellationToken).ConfigureAwait(false);
        if (kept.FirstOrDefault(k => headers.TryGetValue(k.Number, out var hash) && hash != k.Hash) is { } other)
        {
            throw new InconsistentChainException($"Block {other.Number} has a different hash when it is read again.");
        }
    }

    // A missing event in a query result is weak evidence, because nodes truncate results. The event is a phantom only if its
    // transaction is not in its block either.
    private async Task<IReadOnlyList<long>> PhantomsAsync(
        IReadOnlyList<StoredEvent> known, FetchedRange range, CancellationToken cancellationToken)
    {
        var read = range.Events.Select(e => (e.Log.BlockHash, e.Log.TransactionHash, e.Log.LogIndex)).ToHashSet();
        var missing = known.Where(e => !read.Contains((e.BlockHash, e.TransactionHash, e.LogIndex))).ToArray();
        var receipts = await client.GetReceiptsAsync([.. missing.Select(e => e.TransactionHash).Distinct()], cancellationToken)
            .ConfigureAwait(false);
        var proven = receipts.OfType<TransactionReceipt>()
            .SelectMany(r => r.Logs.Select(l => (r.BlockHash, r.TransactionHash, l.LogIndex))).ToHashSet();
        return [.. missing.Where(e => !proven.Contains((e.BlockHash, e.TransactionHash, e.LogIndex))).Select(e => e.Id)];
    }

    private void Report(IndexCounts counts, long from, long to)
    {
        if (counts.Observed + counts.Withdrawn > 0)
        {
            ChainTelemetry.TruncatedAnswers.Add(counts.Observed, new KeyValuePair<string, object?>("chain.id", options.ChainId));
            logger.LogWarning(
                "Chain {ChainId}, blocks {From} to {To} audited: {Added} events had been missed, {Withdrawn} do not exist",
                options.ChainId, from, to, counts.Observed, counts.Withdrawn);
        }
    }
}
