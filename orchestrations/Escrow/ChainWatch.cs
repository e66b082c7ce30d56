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
    TimeProvider clock, ILogger<ChainWatch> logger) : IDisposable
{
    /// <summary>
    /// How long one chain may be read, and how long its deposits moved on, in one poll. A read that a node never answers is given up
    /// after 103 s, the function after ten minutes.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>How often the other chains are read while one takes its time.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The partition of movements that belong to no order.</summary>
    private const string StrangerPartition = "";

    /// <summary>Notices taken at once.</summary>
    private const int BatchSize = 200;

    /// <summary>Pieces of the chain read in one call; after a long stop the next call goes on.</summary>
    private const int MaxPieces = 20;

    private readonly SemaphoreSlim dispatching = new(1, 1);

    /// <summary>
    /// Reads every chain once, and as long as one of them takes its time the others again and again: the next call comes only after
    /// this one.
    /// </summary>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        var polls = fleet.All.Select(chain => (Chain: chain, Poll: PollOneAsync(chain, cancellationToken))).ToArray();
        var all = Task.WhenAll(polls.Select(it => it.Poll));
        await Task.WhenAll([.. polls.Select(it => RepeatAsync(it.Chain, it.Poll, all, cancellationToken)), all]);
    }

    /// <summary>Reads one chain once.</summary>
    /// <param name="chainName">Its configured name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether there is such a chain.</returns>
    public async Task<bool> PollAsync(string chainName, CancellationToken cancellationToken)
    {
        if (fleet.All.FirstOrDefault(chain => chain.Name == chainName) is not { } named)
        {
            return false;
        }

        await PollOneAsync(named, cancellationToken);
        return true;
    }

    /// <inheritdoc />
    public void Dispose() => dispatching.Dispose();

    private async Task RepeatAsync(ChainNode chain, Task poll, Task all, CancellationToken cancellationToken)
    {
        await poll;
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, Task.Delay(Interval, clock, cancellationToken));
            if (!all.IsCompleted)
            {
                await PollOneAsync(chain, cancellationToken);
            }
        }
    }

    // Each step whatever became of the one before: a chain that cannot be read further has events that were read, and deposits.
    private async Task PollOneAsync(ChainNode chain, CancellationToken cancellationToken)
    {
        await ReadAsync(chain, cancellationToken);
        await CheckReleasesAsync(chain, cancellationToken);
        await DispatchAsync(cancellationToken);
        await CollectAsync(chain, cancellationToken);
    }

    private async Task ReadAsync(ChainNode chain, CancellationToken cancellationToken)
    {
        try
        {
            await WithinLimitAsync(limited => ReadPiecesAsync(chain, limited), cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "The chain {Chain} could not be read; it is read again.", chain.Name);
        }
    }

    private async Task ReadPiecesAsync(ChainNode chain, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var piece = 0; piece < MaxPieces && clock.GetElapsedTime(started) < Limit / 2; piece++)
        {
            var poll = await chain.Indexer.PollAsync(cancellationToken);
            if (poll.Outcome != ChainPollOutcome.Read || poll.IsCaughtUp)
            {
                return;
            }
        }
    }

    private async Task CheckReleasesAsync(ChainNode chain, CancellationToken cancellationToken)
    {
        try
        {
            await WithinLimitAsync(limited => releases.CheckAsync(chain, limited), cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "The releases on {Chain} could not be compared with what was decided; that is tried again.", chain.Name);
        }
    }

    private async Task CollectAsync(ChainNode chain, CancellationToken cancellationToken)
    {
        try
        {
            await WithinLimitAsync(limited => collector.DriveAsync(chain, limited), cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "Deposits on {Chain} could not be moved on; that is tried again.", chain.Name);
        }
    }

    private async Task WithinLimitAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await step(either.Token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"It took longer than {Limit}.", fault);
        }
    }

    // One dispatch at a time, so that an order's messages are sent in the order in which they were taken.
    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        await dispatching.WaitAsync(cancellationToken);
        try
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
        finally
        {
            dispatching.Release();
        }
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
