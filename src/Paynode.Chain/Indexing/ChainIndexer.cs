using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Diagnostics;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>
/// Indexes one chain. Each poll reads from the node first and then writes all its effects in one transaction, so that
/// after a crash the tables are in the state before the poll or after it.
/// </summary>
public sealed class ChainIndexer
{
    // A failing audit must not take the time that polling needs.
    private static readonly TimeSpan AuditPause = TimeSpan.FromSeconds(30);

    private readonly IChainClient _client;
    private readonly ChainIndexerOptions _options;
    private readonly IndexStore _store;
    private readonly BlockRangeReader _reader;
    private readonly AncestorSearch _ancestors;
    private readonly EventRows _rows;
    private readonly ChainAudit _audit;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private DateTimeOffset? _auditFailingSince;
    private DateTimeOffset? _auditFailedAt;

    /// <summary>Creates an indexer; several may poll the same chain, and one of them wins each poll.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="options">What to read.</param>
    /// <param name="source">The database with the tables of <see cref="ChainSchema"/>.</param>
    /// <param name="timeProvider">For the timestamps stored with events, and to bound the timestamps of blocks.</param>
    /// <param name="logger">Logs reorganisations and contradictory answers.</param>
    public ChainIndexer(
        IChainClient client, ChainIndexerOptions options, NpgsqlDataSource source, TimeProvider timeProvider, ILogger<ChainIndexer> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _client = client;
        _options = options;
        _store = new IndexStore(source, timeProvider);
        _reader = new BlockRangeReader(client, options);
        _ancestors = new AncestorSearch(client, _store, options);
        _rows = new EventRows(_store, options);
        _audit = new ChainAudit(client, _store, options, timeProvider, logger);
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Reads the next range of the chain and confirms events that have become final enough.</summary>
    /// <param name="cancellationToken">Cancels the poll without effects.</param>
    /// <returns>What the poll did.</returns>
    /// <exception cref="ChainRpcException">The node failed; nothing was changed.</exception>
    /// <exception cref="ChainReorgTooDeepException">None of the kept blocks is on the chain any more; nothing was changed.</exception>
    public async Task<ChainPoll> PollAsync(CancellationToken cancellationToken)
    {
        using var activity = ChainTelemetry.Activities.StartActivity("index");
        activity?.SetTag("chain.id", _options.ChainId);
        var cursor = await _store.LoadAsync(_options.ChainId, _options.StartBlock, cancellationToken).ConfigureAwait(false);
        var head = await _client.GetHeadAsync(cancellationToken).ConfigureAwait(false);
        ChainPoll? poll = null;
        try
        {
            var ancestor = await _ancestors.FindAsync(cursor, head, cancellationToken).ConfigureAwait(false);
            poll = ancestor is null
                ? Unchanged(ChainPollOutcome.NodeLags, cursor, head)
                : await AdvanceAsync(cursor, ancestor, head, cancellationToken).ConfigureAwait(false);
            if (poll is { Outcome: ChainPollOutcome.Read, IsCaughtUp: true })
            {
                var audited = await AuditAsync(cursor, head, cancellationToken).ConfigureAwait(false);
                poll = poll with { Observed = poll.Observed + audited.Observed, Withdrawn = poll.Withdrawn + audited.Withdrawn };
            }

            Report(poll, cursor, activity);
            return poll;
        }
        catch (InconsistentChainException e)
        {
            _logger.LogWarning("Chain {ChainId} will be read again: {Reason}", _options.ChainId, e.Message);
            return Unchanged(ChainPollOutcome.Inconsistent, cursor, head);
        }
        finally
        {
            Measure(poll, cursor, head);
        }
    }

    /// <summary>
    /// Reindexes the chain from a block onwards, one range per poll: missed events are added, events that are not on the
    /// chain are withdrawn, and all others are left unchanged.
    /// </summary>
    /// <param name="fromBlock">The first block to read again.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The range that will be read again: at least the requested one, up to the last block read.</returns>
    public async Task<ReadAgain> ReindexAsync(long fromBlock, CancellationToken cancellationToken)
    {
        await _store.LoadAsync(_options.ChainId, _options.StartBlock, cancellationToken).ConfigureAwait(false);
        var stored = await _store.ReadAgainAsync(_options.ChainId, fromBlock, cancellationToken).ConfigureAwait(false);
        return stored[0];
    }

    private async Task<ChainPoll> AdvanceAsync(
        ChainCursor cursor, AncestorBlock ancestor, BlockHeader head, CancellationToken cancellationToken)
    {
        FetchedRange? range = null;
        if (head.Number > ancestor.Number)
        {
            // Read after the head: an address issued later cannot have been paid in these blocks.
            var now = _timeProvider.GetUtcNow();
            var deposits = await _store.OpenDepositsAsync(
                _options.ChainId, _options.OpenSince(head, now), now - _options.ClosedWatch, cancellationToken).ConfigureAwait(false);
            range = await _reader.ReadAsync(ancestor.Number + 1, ancestor.Hash, head, deposits, cancellationToken).ConfigureAwait(false);
        }

        var change = new IndexChange(
            _options.ChainId,
            cursor,
            ancestor,
            range,
            await _rows.MakeAsync(range?.Events ?? [], cancellationToken).ConfigureAwait(false),
            await FinalityAsync(range, ancestor, cancellationToken).ConfigureAwait(false),
            head.Number - _options.ReorgWindow);
        var counts = await _store.ApplyAsync(change, cancellationToken).ConfigureAwait(false);
        return counts is null
            ? Unchanged(ChainPollOutcome.Overtaken, cursor, head)
            : new ChainPoll(
                ChainPollOutcome.Read, range?.Last.Number ?? ancestor.Number, head.Number,
                (int)(cursor.BlockNumber - ancestor.Number), counts.Observed, counts.Withdrawn, counts.Confirmed);
    }

    private async Task<FinalityView> FinalityAsync(FetchedRange? range, AncestorBlock ancestor, CancellationToken cancellationToken)
    {
        var read = range?.Last.Number ?? ancestor.Number;
        return _options.Confirmations.UsesTags
            ? new FinalityView(
                read,
                Math.Min(read, await TaggedAsync(BlockId.Safe, range, cancellationToken).ConfigureAwait(false)),
                Math.Min(read, await TaggedAsync(BlockId.Finalized, range, cancellationToken).ConfigureAwait(false)))
            : new FinalityView(read, -1, -1);
    }

    // A tag is ignored while it refers to a block of another fork than the one that was indexed.
    private async Task<long> TaggedAsync(BlockId tag, FetchedRange? range, CancellationToken cancellationToken)
    {
        if (await _client.GetBlockAsync(tag, cancellationToken).ConfigureAwait(false) is not { } block)
        {
            return -1;
        }

        var kept = await _store.BlocksBelowAsync(_options.ChainId, block.Number, 1, cancellationToken).ConfigureAwait(false);
        var known = range?.Headers.FirstOrDefault(h => h.Number == block.Number)?.Hash
            ?? kept.FirstOrDefault(k => k.Number == block.Number)?.Hash;
        return known is null || known == block.Hash ? block.Number : -1;
    }

    // A failed audit does not undo the poll: it is reported separately and retried, but not with every poll.
    private async Task<IndexCounts> AuditAsync(ChainCursor cursor, BlockHeader head, CancellationToken cancellationToken)
    {
        var nothing = new IndexCounts(0, 0, 0);
        if (_auditFailedAt + AuditPause > _timeProvider.GetUtcNow())
        {
            return nothing;
        }

        try
        {
            var counts = await _audit.StepAsync(head, cancellationToken).ConfigureAwait(false);
            _auditFailingSince = _auditFailedAt = null;
            return counts;
        }
        catch (InconsistentChainException e)
        {
            // As after a reorganisation: the next poll may get consistent answers.
            _auditFailingSince ??= _timeProvider.GetUtcNow();
            _logger.LogWarning(
                "Chain {ChainId}: the audit from block {Block} onwards will be retried: {Reason}",
                _options.ChainId, cursor.AuditedBlock + 1, e.Message);
            return nothing;
        }
        catch (Exception e)
        {
            _auditFailedAt = _timeProvider.GetUtcNow();
            _auditFailingSince ??= _auditFailedAt;
            if (e is OperationCanceledException)
            {
                throw;
            }

            _logger.LogError(
                e, "Chain {ChainId}: the audit from block {Block} onwards failed and will be retried",
                _options.ChainId, cursor.AuditedBlock + 1);
            return nothing;
        }
    }

    private static ChainPoll Unchanged(ChainPollOutcome outcome, ChainCursor cursor, BlockHeader head) =>
        new(outcome, cursor.BlockNumber, head.Number, 0, 0, 0, 0);

    // Recorded for failed polls too: a gauge that is only set on success would keep its last good value.
    private void Measure(ChainPoll? poll, ChainCursor cursor, BlockHeader head)
    {
        var chain = new KeyValuePair<string, object?>("chain.id", _options.ChainId);
        var behind = Math.Max(0, head.Number - (poll?.BlockNumber ?? cursor.BlockNumber));
        var stalled = behind > 0 && poll is not { Outcome: ChainPollOutcome.Read }
            ? _timeProvider.GetUtcNow() - cursor.ReadAt
            : TimeSpan.Zero;
        ChainTelemetry.BlocksBehind.Record(behind, chain);
        ChainTelemetry.CursorStalled.Record((long)stalled.TotalSeconds, chain);
        var read = poll?.BlockNumber ?? cursor.BlockNumber;
        ChainTelemetry.AuditBehind.Record(Math.Max(0, read - _options.AuditLag - cursor.AuditedBlock), chain);
        ChainTelemetry.AuditStalled.Record(
            _auditFailingSince is { } since ? (long)(_timeProvider.GetUtcNow() - since).TotalSeconds : 0, chain);
    }

    private void Report(ChainPoll poll, ChainCursor cursor, Activity? activity)
    {
        var chain = new KeyValuePair<string, object?>("chain.id", _options.ChainId);
        activity?.SetTag("outcome", poll.Outcome.ToString());
        ChainTelemetry.EventsObserved.Add(poll.Observed, chain);
        ChainTelemetry.EventsConfirmed.Add(poll.Confirmed, chain);
        ChainTelemetry.EventsWithdrawn.Add(poll.Withdrawn, chain);
        if (poll.ReorgDepth > 0)
        {
            ChainTelemetry.ReorgDepth.Record(poll.ReorgDepth, chain);
            _logger.LogWarning(
                "Chain {ChainId} was reorganised: {Depth} blocks down from {Block}, {Withdrawn} events withdrawn",
                _options.ChainId, poll.ReorgDepth, cursor.BlockNumber, poll.Withdrawn);
        }
    }
}

/// <summary>The chain has no block in common with those kept. This needs an operator: the node may serve another chain.</summary>
public sealed class ChainReorgTooDeepException : Exception
{
    /// <summary>Describes the failure.</summary>
    /// <param name="chainId">The chain.</param>
    /// <param name="oldestKept">The oldest block whose hash is kept.</param>
    public ChainReorgTooDeepException(long chainId, long oldestKept)
        : base($"Chain {chainId}: the node disagrees with every kept block, back to {oldestKept}. Nothing was changed.")
    {
    }
}

/// <summary>A node's answers contradict each other. Reading again later usually gives consistent ones.</summary>
internal sealed class InconsistentChainException(string message) : Exception(message);
