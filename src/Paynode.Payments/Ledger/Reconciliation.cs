using System.Data;
using System.Numerics;
using Npgsql;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Payments;

/// <summary>Checks every invariant, in the ledger and against the chain itself.</summary>
/// <remarks>
/// The ledger lags behind the chain: events that are not final enough, or are still queued, are not in it. The chain's balance is
/// therefore read at the block that the indexer has reached, and compared with the ledger plus the events up to that block that
/// are not applied yet. Everything but the balance comes from one database snapshot.
/// </remarks>
public sealed class Reconciliation(
    NpgsqlDataSource database, InvariantReader invariants, Inbox inbox, LedgerStore ledger, ChainIntentStore intents,
    ChainRegistry registry,
    EscrowDirectory escrows, TimeProvider timeProvider)
{
    /// <summary>How long after its escrow's deadline an order may stay open: a public refund takes minutes.</summary>
    public static readonly TimeSpan StuckGrace = TimeSpan.FromMinutes(30);

    /// <summary>Locks that a surplus is compared with: a lost older one was reported while it was new.</summary>
    private const int MaxLocks = 5_000;

    /// <summary>Releases that are compared with decisions: an older one was compared while it was new.</summary>
    private const int MaxReleases = 5_000;

    /// <summary>Checks all invariants.</summary>
    public async Task<IReadOnlyList<InvariantCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var figures = await invariants.ReadAsync(connection, timeProvider.GetUtcNow(), StuckGrace, cancellationToken);
        var checks = new List<InvariantCheck>(figures.Checks());
        foreach (var chain in registry.All)
        {
            checks.AddRange(await CompareAsync(connection, chain, figures, cancellationToken));
        }

        return checks;
    }

    private async Task<IReadOnlyList<InvariantCheck>> CompareAsync(
        NpgsqlConnection connection, ChainContext chain, InvariantFigures figures, CancellationToken cancellationToken)
    {
        var checks = new List<InvariantCheck>();
        if (await ChainEventStore.ProgressAsync(connection, chain.ChainId, cancellationToken) is not { } progress)
        {
            return checks;
        }

        checks.Add(Invariants.ReleasesAreDecided(chain.Name, await UndecidedAsync(connection, chain, cancellationToken)));

        var since = progress.BlockNumber - chain.Chain.ReorgWindow;
        var recent = await ChainEventStore.CanonicalSinceAsync(connection, chain.ChainId, since, cancellationToken);
        var applied = await inbox.AppliedAsync(connection, [.. recent.Select(it => it.Key)], cancellationToken);
        var pending = recent.Where(it => !applied.Contains(it.Key)).ToList();
        var escrow = escrows.On(chain.Name);
        foreach (var (currency, token) in escrow.Tokens)
        {
            var onChain = await BalanceAsync(chain, escrow, token, currency, progress.BlockNumber, cancellationToken);
            var booked = figures.Escrows.FirstOrDefault(it => it.Chain == chain.Name && it.Balance.Currency == currency)?.Balance
                ?? Money.Zero(currency);
            var expected = booked + await PendingAsync(connection, pending, token, currency, cancellationToken);
            var unbooked = onChain > expected
                ? await UnbookedAsync(connection, chain.ChainId, since - 1, token, currency, cancellationToken)
                : null;
            checks.Add(Invariants.EscrowMatchesLedger(chain.Name, onChain, expected, unbooked));
        }

        return checks;
    }

    /// <summary>Releases on the chain whose receiver or amount differs from the decision, or that have none.</summary>
    private async Task<long> UndecidedAsync(NpgsqlConnection connection, ChainContext chain, CancellationToken cancellationToken)
    {
        var released = await ChainEventStore.ReleasesAsync(connection, chain.ChainId, MaxReleases, cancellationToken);
        var decided = await intents.FindAsync(
            connection, chain.Name, [.. released.Select(it => it.EscrowOrderId!.Value.ToString())], cancellationToken);
        return released.Count(happened =>
        {
            var message = EscrowEventMessage.Of(
                new ChainNotification(0, happened.Key, ChainNotificationKind.Confirmed, happened), chain.Name)!;
            return decided.GetValueOrDefault(message.EscrowOrderId) is not { } intent
                || !message.IsAsDecided(intent) || !intents.IsProven(intent);
        });
    }

    /// <summary>Locks so old that they must have been applied, but are missing in the ledger.</summary>
    private async Task<Money> UnbookedAsync(
        NpgsqlConnection connection, long chainId, long throughBlock, Address token, Currency currency, CancellationToken cancellationToken)
    {
        var locks = await ChainEventStore.LocksAsync(connection, chainId, throughBlock, MaxLocks, cancellationToken);
        var booked = await ledger.BookedAsync(connection, [.. locks.Select(it => it.Key)], cancellationToken);
        return locks.Where(it => it.Event.Token == token && !booked.Contains(it.Key))
            .Aggregate(Money.Zero(currency), (sum, it) => sum + new Money((Int128)it.Event.Amount, currency));
    }

    private static async Task<Money> PendingAsync(
        NpgsqlConnection connection, IReadOnlyList<ChainEvent> pending, Address token, Currency currency,
        CancellationToken cancellationToken)
    {
        var sum = Money.Zero(currency);
        foreach (var happened in pending)
        {
            if (Effect(happened.Event) is { } effect && await TokenOfAsync(connection, happened, cancellationToken) == token)
            {
                sum += new Money((Int128)effect, currency);
            }
        }

        return sum;
    }

    /// <summary>Only a lock names its token; a release or refund has the token of its order's lock.</summary>
    private static async Task<Address?> TokenOfAsync(NpgsqlConnection connection, ChainEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Event.Token is { } named || happened.EscrowOrderId is not { } order)
        {
            return happened.Event.Token;
        }

        var history = await ChainEventStore.FindAsync(connection, order, cancellationToken);
        return history.Select(it => it.Event).OfType<EscrowEvent.Locked>().FirstOrDefault()?.Terms.Token;
    }

    private static BigInteger? Effect(EscrowEvent happened) => happened switch
    {
        EscrowEvent.Locked or EscrowEvent.Credited => happened.Amount,
        EscrowEvent.Released or EscrowEvent.Refunded or EscrowEvent.Withdrawn => -happened.Amount,
        _ => null,
    };

    private static async Task<Money> BalanceAsync(
        ChainContext chain, ChainEscrow escrow, Address token, Currency currency, long block, CancellationToken cancellationToken)
    {
        var sum = BigInteger.Zero;
        foreach (var contract in escrow.Contracts)
        {
            sum += await TokenReader.BalanceAsync(chain.Chain.Client, token, contract.Address, BlockId.Number(block), cancellationToken);
        }

        return new Money((Int128)sum, currency);
    }
}
