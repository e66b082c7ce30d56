using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;

namespace Paynode.Payments;

/// <summary>
/// Follows the chains: reads new blocks, sends events that are final enough to the order queues, and triggers the collection of
/// deposits.
/// </summary>
public sealed class ChainWatch(
    ChainRegistry registry, ChainEventStore events, OrderStore orders, IOrderQueue queue, DepositCollector collector, ReleaseWatch releases,
    TimeProvider timeProvider, ILogger<ChainWatch> logger) : IDisposable
{
    /// <summary>
    /// Time limit per poll for reading one chain, and for collecting its deposits. A read that a node never answers is abandoned
    /// after 103 s, the function after ten minutes.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Poll interval of the other chains while one is slow.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The partition of escrow events that belong to no order.</summary>
    private const string UnmatchedPartition = "";

    /// <summary>Notifications taken per batch.</summary>
    private const int BatchSize = 200;

    /// <summary>Block ranges read per call; after a long outage the next call continues.</summary>
    private const int MaxPieces = 20;

    private readonly SemaphoreSlim dispatching = new(1, 1);

    /// <summary>
    /// Reads every chain once, and while one of them is slow keeps polling the others: the next call starts only after this one
    /// has ended.
    /// </summary>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        var polls = registry.All.Select(chain => (Chain: chain, Poll: PollOneAsync(chain, cancellationToken))).ToArray();
        var all = Task.WhenAll(polls.Select(it => it.Poll));
        await Task.WhenAll([.. polls.Select(it => RepeatAsync(it.Chain, it.Poll, all, cancellationToken)), all]);
    }

    /// <summary>Reads one chain once.</summary>
    /// <param name="chainName">Its configured name.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>Whether the chain exists.</returns>
    public async Task<bool> PollAsync(string chainName, CancellationToken cancellationToken)
    {
        if (registry.All.FirstOrDefault(chain => chain.Name == chainName) is not { } named)
        {
            return false;
        }

        await PollOneAsync(named, cancellationToken);
        return true;
    }

    /// <inheritdoc />
    public void Dispose() => dispatching.Dispose();

    private async Task RepeatAsync(ChainContext chain, Task poll, Task all, CancellationToken cancellationToken)
    {
        await poll;
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, Task.Delay(Interval, timeProvider, cancellationToken));
            if (!all.IsCompleted)
            {
                await PollOneAsync(chain, cancellationToken);
            }
        }
    }

    // Each step runs whatever the result of the previous one: a chain that cannot be read further still has stored events, and
    // deposits.
    private async Task PollOneAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        await ReadAsync(chain, cancellationToken);
        await CheckReleasesAsync(chain, cancellationToken);
        await DispatchAsync(cancellationToken);
        await CollectAsync(chain, cancellationToken);
    }

    private async Task ReadAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        try
        {
            await WithinLimitAsync(limited => ReadPiecesAsync(chain, limited), cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "The chain {Chain} could not be read; retrying.", chain.Name);
        }
    }

    private async Task ReadPiecesAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        for (var piece = 0; piece < MaxPieces && timeProvider.GetElapsedTime(started) < Limit / 2; piece++)
        {
            var poll = await chain.Indexer.PollAsync(cancellationToken);
            if (poll.Outcome != ChainPollOutcome.Read || poll.IsCaughtUp)
            {
                return;
            }
        }
    }

    private async Task CheckReleasesAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        try
        {
            await WithinLimitAsync(limited => releases.CheckAsync(chain, limited), cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "The releases on {Chain} could not be compared with the decided ones; retrying.", chain.Name);
        }
    }

    private async Task CollectAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        try
        {
            await WithinLimitAsync(limited => collector.DriveAsync(chain, limited), cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "Deposits on {Chain} could not be collected; retrying.", chain.Name);
        }
    }

    private async Task WithinLimitAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, timeProvider);
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
            IReadOnlyList<ChainNotification> notifications;
            do
            {
                notifications = await events.TakeConfirmedAsync(BatchSize, cancellationToken);
                var sent = await DispatchAsync(notifications, cancellationToken);
                await events.MarkDispatchedAsync(sent, cancellationToken);
            }
            while (notifications.Count == BatchSize);
        }
        finally
        {
            dispatching.Release();
        }
    }

    /// <returns>
    /// The chain notifications that were sent. One that cannot be sent stays queued, is retried, and does not block the others.
    /// </returns>
    private async Task<List<long>> DispatchAsync(IReadOnlyList<ChainNotification> notifications, CancellationToken cancellationToken)
    {
        var sent = new List<long>();
        var messages = new List<(string Partition, EscrowEventMessage Message)>();
        foreach (var notification in notifications)
        {
            try
            {
                if (await MessageOfAsync(notification, cancellationToken) is { } message)
                {
                    messages.Add(message);
                }

                sent.Add(notification.Id);
            }
            catch (Exception fault) when (fault is not (OperationCanceledException or NpgsqlException))
            {
                logger.LogCritical(fault, "The chain event {Key} could not be dispatched; retrying.", notification.Key);
            }
        }

        await queue.SendAsync(messages, cancellationToken);
        return sent;
    }

    private async Task<(string Partition, EscrowEventMessage Message)?> MessageOfAsync(
        ChainNotification notification, CancellationToken cancellationToken)
    {
        var chain = registry.ById(notification.Event.ChainId);
        if (notification is { Kind: ChainNotificationKind.Confirmed, Event.Event: EscrowEvent.DepositSeen seen })
        {
            await DepositCollector.NoteAsync(chain, seen, cancellationToken);
            return null;
        }

        if (EscrowEventMessage.Of(notification, chain.Name) is not { } message)
        {
            return null;
        }

        var order = await orders.FindByEscrowIdAsync(chain.Name, message.EscrowOrderId, cancellationToken);
        return (order?.Corridor.Partition ?? UnmatchedPartition, message);
    }
}
