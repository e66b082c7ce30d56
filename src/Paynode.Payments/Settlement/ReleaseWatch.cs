using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Transactions;

namespace Paynode.Payments;

/// <summary>
/// Compares each release on the chain with the decisions, as soon as its block is read and long before it is final: an undecided
/// one means that the operator's key is compromised. Then no offers are made on that chain any more, and the escrow is paused for
/// new funds.
/// </summary>
/// <remarks>
/// Its position is stored in the database, so that blocks read while nothing compared them are compared at the next start. Posted
/// releases are compared again (<see cref="EscrowEventHandler"/>).
/// </remarks>
public sealed class ReleaseWatch(
    NpgsqlDataSource database, ChainEventStore events, ChainIntentStore intents, ChainStopStore stops, TimeProvider timeProvider,
    ILogger<ReleaseWatch> logger)
{
    /// <summary>Blocks that are compared again, as a reorganisation may have replaced them.</summary>
    private const int Again = 32;

    private readonly ConcurrentDictionary<string, Progress> _progress = new(StringComparer.Ordinal);

    /// <summary>Compares the blocks of a chain that were read since the last call.</summary>
    public async Task CheckAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        if (await events.ProgressAsync(chain.ChainId, cancellationToken) is not { } read)
        {
            return;
        }

        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            await CompareSinceAsync(connection, chain, read.BlockNumber, cancellationToken);
        }

        await PauseAsync(chain, cancellationToken);
    }

    // The position in memory takes precedence over the database's: whoever writes there cannot move it while the process runs.
    private async Task CompareSinceAsync(NpgsqlConnection connection, ChainContext chain, long head, CancellationToken cancellationToken)
    {
        if (!_progress.TryGetValue(chain.Name, out var progress))
        {
            progress = new Progress(await stops.ComparedThroughAsync(connection, chain.Name, cancellationToken) ?? head);
            _progress[chain.Name] = progress;
        }

        var since = Math.Min(progress.Through, head) - Again;
        foreach (var happened in await ChainEventStore.CanonicalSinceAsync(connection, chain.ChainId, since, cancellationToken))
        {
            if (happened.Event is EscrowEvent.Released && !progress.Seen.ContainsKey(happened.Key))
            {
                await CompareAsync(connection, chain, happened, cancellationToken);
                progress.Seen[happened.Key] = head;
            }
        }

        if (progress.Noted != head)
        {
            await stops.SetComparedThroughAsync(connection, chain.Name, head, cancellationToken);
            progress.Noted = head;
        }

        progress.Through = head;
        foreach (var (key, at) in progress.Seen.Where(seen => seen.Value < head - Again - Again))
        {
            progress.Seen.TryRemove(new(key, at));
        }
    }

    private async Task CompareAsync(
        NpgsqlConnection connection, ChainContext chain, ChainEvent happened, CancellationToken cancellationToken)
    {
        var message = EscrowEventMessage.Of(new ChainNotification(0, happened.Key, ChainNotificationKind.Confirmed, happened), chain.Name)!;
        var decided = await intents.FindAsync(connection, chain.Name, message.EscrowOrderId, cancellationToken);
        if (decided is not null && message.IsAsDecided(decided) && intents.IsProven(decided))
        {
            return;
        }

        if (!await stops.StopAsync(connection, chain.Name, happened.Key, timeProvider.GetUtcNow(), cancellationToken))
        {
            return;
        }

        logger.LogCritical(
            "{EscrowOrder} on {Chain} was released to {Receiver} with {Amount}, in {Transaction}, without a decision of Paynode: no "
                + "offers are made on that chain and new funds are refused until the operator resumes it.",
            message.EscrowOrderId, chain.Name, message.Receiver, message.AmountMinor, message.TransactionHash);
    }

    // Under a separate key for each release, so that it happens once however often this is called.
    private async Task PauseAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        if (await stops.FindAsync(chain.Name, cancellationToken) is { } release)
        {
            await chain.Sender.EnqueueAsync(
                new TransactionRequest(
                    $"pause:{release}", chain.Chain.Escrow.Address, EscrowCalls.PauseNewOrders(),
                    Urgency: TransactionUrgency.Emergency, DeadlinePriorityFrom: timeProvider.GetUtcNow()),
                cancellationToken);
        }
    }

    private sealed class Progress(long through)
    {
        public long Through { get; set; } = through;

        /// <summary>The value last written to the database.</summary>
        public long? Noted { get; set; }

        public ConcurrentDictionary<string, long> Seen { get; } = new(StringComparer.Ordinal);
    }
}
