using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Diagnostics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>
/// Follows one chain. Each poll reads from the node first and then writes all its effects in one transaction, so that
/// a crash anywhere leaves the tables as they were before the poll or after it.
/// </summary>
public sealed class ChainIndexer
{
    private readonly IChainClient _client;
    private readonly ChainIndexerOptions _options;
    private readonly IndexStore _store;
    private readonly BlockRangeReader _reader;
    private readonly AncestorSearch _ancestors;
    private readonly ILogger _logger;

    /// <summary>Makes an indexer; several may poll the same chain, and one of them gets ahead.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="options">What to read.</param>
    /// <param name="source">The database with the tables of <see cref="ChainSchema"/>.</param>
    /// <param name="time">For the times stored with events.</param>
    /// <param name="logger">Hears of reorganisations and contradictions.</param>
    public ChainIndexer(
        IChainClient client, ChainIndexerOptions options, NpgsqlDataSource source, TimeProvider time, ILogger<ChainIndexer> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _client = client;
        _options = options;
        _store = new IndexStore(source, time);
        _reader = new BlockRangeReader(client, options);
        _ancestors = new AncestorSearch(client, _store, options.ChainId);
        _logger = logger;
    }

    /// <summary>Reads the next piece of the chain and confirms what has become final enough.</summary>
    /// <param name="cancellationToken">Ends the poll without effects.</param>
    /// <returns>What the poll did.</returns>
    /// <exception cref="ChainRpcException">The node failed; nothing was changed.</exception>
    /// <exception cref="ChainReorgTooDeepException">No kept block is on the chain any more; nothing was changed.</exception>
    public async Task<ChainPoll> PollAsync(CancellationToken cancellationToken)
    {
        using var activity = ChainTelemetry.Activities.StartActivity("index");
        activity?.SetTag("chain.id", _options.ChainId);
        var cursor = await _store.LoadAsync(_options.ChainId, _options.StartBlock, cancellationToken).ConfigureAwait(false);
        var head = await _client.GetHeadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var ancestor = await _ancestors.FindAsync(cursor, head, cancellationToken).ConfigureAwait(false);
            var poll = ancestor is null
                ? Unchanged(ChainPollOutcome.NodeLags, cursor, head)
                : await AdvanceAsync(cursor, ancestor, head, cancellationToken).ConfigureAwait(false);
            Report(poll, cursor, activity);
            return poll;
        }
        catch (InconsistentChainException e)
        {
            _logger.LogWarning("Chain {ChainId} is read again: {Reason}", _options.ChainId, e.Message);
            return Unchanged(ChainPollOutcome.Inconsistent, cursor, head);
        }
    }

    private async Task<ChainPoll> AdvanceAsync(
        ChainCursor cursor, AncestorBlock ancestor, BlockHeader head, CancellationToken cancellationToken)
    {
        FetchedRange? range = null;
        if (head.Number > ancestor.Number)
        {
            // Read after the head: an address handed out later cannot have been paid in these blocks.
            var deposits = await _store.OpenDepositsAsync(_options.ChainId, OpenSince(head), cancellationToken).ConfigureAwait(false);
            range = await _reader.ReadAsync(ancestor.Number + 1, ancestor.Hash, head, deposits, cancellationToken).ConfigureAwait(false);
        }

        var change = new IndexChange(
            _options.ChainId,
            cursor,
            ancestor,
            range,
            await RowsAsync(range, cancellationToken).ConfigureAwait(false),
            await FinalityAsync(range?.Last.Number ?? ancestor.Number, cancellationToken).ConfigureAwait(false),
            head.Number - _options.ReorgWindow);
        var counts = await _store.ApplyAsync(change, cancellationToken).ConfigureAwait(false);
        return counts is null
            ? Unchanged(ChainPollOutcome.Overtaken, cursor, head)
            : new ChainPoll(
                ChainPollOutcome.Read, range?.Last.Number ?? ancestor.Number, head.Number,
                (int)(cursor.BlockNumber - ancestor.Number), counts.Observed, counts.Withdrawn, counts.Confirmed);
    }

    private long OpenSince(BlockHeader head) => head.TimestampSeconds - (long)_options.DepositGrace.TotalSeconds;

    private async Task<IReadOnlyList<EventRow>> RowsAsync(FetchedRange? range, CancellationToken cancellationToken)
    {
        if (range is null || range.Events.Count == 0)
        {
            return [];
        }

        var events = range.Events.Select(e => e.Event).ToArray();
        var orders = await _store.FindOrdersAsync(
            _options.ChainId,
            [.. events.Select(e => e.OrderId).OfType<Bytes32>().Distinct()],
            [.. events.Select(DepositAddressOf).OfType<Address>().Distinct()],
            cancellationToken).ConfigureAwait(false);
        var byOrder = orders.ToDictionary(o => o.OrderId);
        var byAddress = orders.ToDictionary(o => o.Address);
        return [.. range.Events.Select(e => Row(e, byOrder, byAddress))];
    }

    private EventRow Row(
        FetchedEvent fetched, Dictionary<Bytes32, WatchedDeposit> byOrder, Dictionary<Address, WatchedDeposit> byAddress)
    {
        var order = fetched.Event.OrderId is { } id ? byOrder.GetValueOrDefault(id)
            : DepositAddressOf(fetched.Event) is { } address ? byAddress.GetValueOrDefault(address)
            : null;
        var requirement = _options.Confirmations.For(fetched.Event, order?.Token);
        return new EventRow(fetched, fetched.Event.OrderId ?? order?.OrderId, requirement);
    }

    private static Address? DepositAddressOf(EscrowEvent escrowEvent) => escrowEvent switch
    {
        EscrowEvent.DepositSeen seen => seen.DepositAddress,
        EscrowEvent.DepositReturned returned => returned.DepositAddress,
        _ => null,
    };

    // Tags never reach above what was read: a node may have moved to another fork in between.
    private async Task<FinalityView> FinalityAsync(long read, CancellationToken cancellationToken)
    {
        if (!_options.Confirmations.UsesTags)
        {
            return new FinalityView(read, -1, -1);
        }

        var safe = await _client.GetBlockAsync(BlockId.Safe, cancellationToken).ConfigureAwait(false);
        var finalized = await _client.GetBlockAsync(BlockId.Finalized, cancellationToken).ConfigureAwait(false);
        return new FinalityView(read, Math.Min(read, safe?.Number ?? -1), Math.Min(read, finalized?.Number ?? -1));
    }

    private static ChainPoll Unchanged(ChainPollOutcome outcome, ChainCursor cursor, BlockHeader head) =>
        new(outcome, cursor.BlockNumber, head.Number, 0, 0, 0, 0);

    private void Report(ChainPoll poll, ChainCursor cursor, Activity? activity)
    {
        var chain = new KeyValuePair<string, object?>("chain.id", _options.ChainId);
        activity?.SetTag("outcome", poll.Outcome.ToString());
        ChainTelemetry.EventsObserved.Add(poll.Observed, chain);
        ChainTelemetry.EventsConfirmed.Add(poll.Confirmed, chain);
        ChainTelemetry.EventsWithdrawn.Add(poll.Withdrawn, chain);
        ChainTelemetry.BlocksBehind.Record(Math.Max(0, poll.HeadNumber - poll.BlockNumber), chain);
        if (poll.ReorgDepth > 0)
        {
            ChainTelemetry.ReorgDepth.Record(poll.ReorgDepth, chain);
            _logger.LogWarning(
                "Chain {ChainId} was reorganised: {Depth} blocks from {Block} down, {Withdrawn} events withdrawn",
                _options.ChainId, poll.ReorgDepth, cursor.BlockNumber, poll.Withdrawn);
        }
    }
}
