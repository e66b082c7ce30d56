using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Domain;
using Paynode.Storage;

namespace Paynode.Orchestrations;

/// <summary>
/// Follows the chains: reads new blocks, sends what has become final enough to the orders' queues, and has deposits moved on.
/// </summary>
public sealed class ChainWatch(
    ChainFleet fleet, ChainEventStore events, OrderStore orders, IOrderQueue queue, DepositCollector collector, ReleaseWatch releases,
    ILogger<ChainWatch> logger)
{
    /// <summary>The partition of movements that belong to no order.</summary>
    private const string StrangerPartition = "";

    /// <summary>Notices taken at once.</summary>
    private const int BatchSize = 200;

    /// <summary>Pieces of the chain read in one call; after a long stop the next call goes on.</summary>
    private const int MaxPieces = 20;

    /// <summary>Reads every chain once. One chain's trouble is not another's.</summary>
    public Task PollAsync(CancellationToken cancellationToken) => PollAsync(fleet.All, cancellationToken);

    /// <summary>Reads one chain once.</summary>
    /// <param name="chainName">Its configured name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether there is such a chain.</returns>
    public async Task<bool> PollAsync(string chainName, CancellationToken cancellationToken)
    {
        ChainNode[] named = [.. fleet.All.Where(chain => chain.Name == chainName)];
        if (named.Length > 0)
        {
            await PollAsync(named, cancellationToken);
        }

        return named.Length > 0;
    }

    private async Task PollAsync(IReadOnlyCollection<ChainNode> chains, CancellationToken cancellationToken)
    {
        await Task.WhenAll(chains.Select(chain => PollOneAsync(chain, cancellationToken)));
        await DispatchAsync(cancellationToken);
        await Task.WhenAll(chains.Select(chain => CollectAsync(chain, cancellationToken)));
    }

    private async Task CollectAsync(ChainNode chain, CancellationToken cancellationToken)
    {
        try
        {
            await collector.DriveAsync(chain, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "Deposits on {Chain} could not be moved on; that is tried again.", chain.Name);
        }
    }

    private async Task PollOneAsync(ChainNode chain, CancellationToken cancellationToken)
    {
        try
        {
            for (var piece = 0; piece < MaxPieces; piece++)
            {
                var poll = await chain.Indexer.PollAsync(cancellationToken);
                if (poll.Outcome != ChainPollOutcome.Read || poll.IsCaughtUp)
                {
                    break;
                }
            }

            await releases.CheckAsync(chain, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "The chain {Chain} could not be read; it is read again.", chain.Name);
        }
    }

    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ChainNotice> notices;
        do
        {
            notices = await events.TakeConfirmedAsync(BatchSize, cancellationToken);
            var sent = await DispatchAsync(notices, cancellationToken);
            await events.MarkDispatchedAsync(sent, cancellationToken);
        }
        while (notices.Count == BatchSize);
    }

    /// <returns>The notices that were sent on. One that cannot be is left, comes again, and holds up no other.</returns>
    private async Task<List<long>> DispatchAsync(IReadOnlyList<ChainNotice> notices, CancellationToken cancellationToken)
    {
        var sent = new List<long>();
        var messages = new List<(string Partition, EscrowMovement Movement)>();
        foreach (var notice in notices)
        {
            try
            {
                if (await MessageOfAsync(notice, cancellationToken) is { } message)
                {
                    messages.Add(message);
                }

                sent.Add(notice.Id);
            }
            catch (Exception fault) when (fault is not (OperationCanceledException or NpgsqlException))
            {
                logger.LogCritical(fault, "The chain event {Key} cannot be handed on; it is tried again.", notice.Key);
            }
        }

        await queue.SendAsync(messages, cancellationToken);
        return sent;
    }

    private async Task<(string Partition, EscrowMovement Movement)?> MessageOfAsync(ChainNotice notice, CancellationToken cancellationToken)
    {
        var chain = fleet.ById(notice.Event.ChainId);
        if (notice is { Kind: ChainNoticeKind.Confirmed, Event.Event: EscrowEvent.DepositSeen seen })
        {
            await DepositCollector.NoteAsync(chain, seen, cancellationToken);
            return null;
        }

        if (EscrowMovement.Of(notice, chain.Name) is not { } movement)
        {
            return null;
        }

        var order = await orders.FindByEscrowIdAsync(chain.Name, movement.EscrowOrderId, cancellationToken);
        return (order?.Corridor.Partition ?? StrangerPartition, movement);
    }
}
