using Microsoft.Extensions.Logging;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Domain;
using Paynode.Storage;

namespace Paynode.Orchestrations;

/// <summary>Follows the chains: reads new blocks, and sends what has become final enough to the orders' queues.</summary>
public sealed class ChainWatch(
    ChainFleet fleet, ChainEventStore events, OrderStore orders, IOrderQueue queue, DepositCollector collector, ILogger<ChainWatch> logger)
{
    /// <summary>The partition of movements that belong to no order.</summary>
    private const string StrangerPartition = "";

    /// <summary>Notices taken at once.</summary>
    private const int BatchSize = 200;

    /// <summary>Pieces of the chain read in one call; after a long stop the next call goes on.</summary>
    private const int MaxPieces = 20;

    /// <summary>Reads every chain once. One chain's trouble is not another's.</summary>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(fleet.All.Select(chain => PollOneAsync(chain, cancellationToken)));
        await DispatchAsync(cancellationToken);
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
            await DispatchAsync(notices, cancellationToken);
            await events.MarkDispatchedAsync([.. notices.Select(notice => notice.Id)], cancellationToken);
        }
        while (notices.Count == BatchSize);
    }

    private async Task DispatchAsync(IReadOnlyList<ChainNotice> notices, CancellationToken cancellationToken)
    {
        var messages = new List<(string Partition, EscrowMovement Movement)>();
        foreach (var notice in notices)
        {
            var chain = fleet.ById(notice.Event.ChainId);
            if (notice is { Kind: ChainNoticeKind.Confirmed, Event.Event: EscrowEvent.DepositSeen seen })
            {
                await collector.CollectAsync(chain, notice.Event, seen, cancellationToken);
            }
            else if (EscrowMovement.Of(notice, chain.Name) is { } movement)
            {
                var order = await orders.FindByEscrowIdAsync(chain.Name, movement.EscrowOrderId, cancellationToken);
                messages.Add((order?.Corridor.Partition ?? StrangerPartition, movement));
            }
        }

        await queue.SendAsync(messages, cancellationToken);
    }
}
