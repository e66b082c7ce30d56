using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Transactions;
using Paynode.Storage;

namespace Paynode.Orchestrations;

/// <summary>
/// Compares each release on the chain with what was decided, as soon as its block is read and long before it is final: one that
/// nobody here decided means that the operator's key is in other hands. Then nobody is asked to pay on that chain any more, and
/// the escrow is told to take no new funds.
/// </summary>
/// <remarks>
/// A process looks at the blocks that are read while it runs. What happened before is compared when it is booked
/// (<see cref="EscrowBook"/>), which stops the chain as well.
/// </remarks>
public sealed class ReleaseWatch(
    NpgsqlDataSource database, ChainEventStore events, ChainIntentStore intents, ChainStopStore stops, TimeProvider clock, ILogger<ReleaseWatch> logger)
{
    /// <summary>Blocks that are looked at again, as another block may have taken one's place.</summary>
    private const int Again = 32;

    private readonly ConcurrentDictionary<string, Progress> _progress = new(StringComparer.Ordinal);

    /// <summary>Looks at what was read of a chain since the last call.</summary>
    public async Task CheckAsync(ChainNode chain, CancellationToken cancellationToken)
    {
        if (await events.ProgressAsync(chain.ChainId, cancellationToken) is not { } read)
        {
            return;
        }

        var progress = _progress.GetOrAdd(chain.Name, _ => new Progress(read.BlockNumber + 1));
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            var since = Math.Max(progress.Start, Math.Min(progress.Through, read.BlockNumber) - Again);
            foreach (var happened in await ChainEventStore.CanonicalSinceAsync(connection, chain.ChainId, since, cancellationToken))
            {
                if (happened.Event is EscrowEvent.Released && progress.Seen.TryAdd(happened.Key, read.BlockNumber))
                {
                    await CompareAsync(connection, chain, happened, cancellationToken);
                }
            }
        }

        progress.Through = read.BlockNumber;
        foreach (var (key, at) in progress.Seen.Where(seen => seen.Value < read.BlockNumber - Again - Again))
        {
            progress.Seen.TryRemove(new(key, at));
        }

        await PauseAsync(chain, cancellationToken);
    }

    private async Task CompareAsync(NpgsqlConnection connection, ChainNode chain, ChainEvent happened, CancellationToken cancellationToken)
    {
        var movement = EscrowMovement.Of(new ChainNotice(0, happened.Key, ChainNoticeKind.Confirmed, happened), chain.Name)!;
        var decided = await intents.FindAsync(connection, chain.Name, movement.EscrowOrderId, cancellationToken);
        if (decided is not null && movement.IsAsDecided(decided) && intents.IsProven(decided))
        {
            return;
        }

        await stops.StopAsync(connection, chain.Name, happened.Key, clock.GetUtcNow(), cancellationToken);
        logger.LogCritical(
            "{EscrowOrder} on {Chain} was released to {Receiver} with {Amount}, in {Transaction}, and nobody here decided that: no offers are made on that chain and new funds are refused until the operator lets it go on.",
            movement.EscrowOrderId, chain.Name, movement.Receiver, movement.AmountMinor, movement.TransactionHash);
    }

    // Under a key of its own for each release, so that it happens once however often this is called.
    private async Task PauseAsync(ChainNode chain, CancellationToken cancellationToken)
    {
        if (await stops.FindAsync(chain.Name, cancellationToken) is { } release)
        {
            await chain.Sender.EnqueueAsync(
                new TransactionRequest($"pause:{release}", chain.Chain.Escrow.Address, EscrowCalls.PauseNewOrders()), cancellationToken);
        }
    }

    private sealed class Progress(long start)
    {
        public long Start { get; } = start;

        public long Through { get; set; } = start;

        public ConcurrentDictionary<string, long> Seen { get; } = new(StringComparer.Ordinal);
    }
}
