using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Domain;
using Paynode.Storage;

namespace Paynode.Orchestrations;

/// <summary>
/// Applies what the escrow did, each event once and all of it in one transaction: the ledger, the order's state, its
/// on-chain intent and the message to its orchestration.
/// </summary>
public sealed class EscrowBook(
    NpgsqlDataSource database, Inbox inbox, OrderStore orders, LedgerStore ledger, ChainIntentStore intents, Outbox outbox,
    WithdrawnFunds funds, ChainStopStore stops, EscrowDirectory escrows, CorridorCatalogue corridors, TimeProvider clock, ILogger<EscrowBook> logger)
{
    /// <summary>Applies a movement, unless it was applied before.</summary>
    public Task ApplyAsync(EscrowMovement movement, CancellationToken cancellationToken) => database.InTransactionAsync(
        async connection =>
        {
            if (await inbox.TryApplyAsync(connection, movement.Key, clock.GetUtcNow(), cancellationToken))
            {
                await ApplyOnceAsync(connection, movement, cancellationToken);
            }
        },
        cancellationToken);

    private async Task ApplyOnceAsync(NpgsqlConnection connection, EscrowMovement movement, CancellationToken cancellationToken)
    {
        var order = await orders.LockByEscrowIdAsync(connection, movement.Chain, movement.EscrowOrderId, cancellationToken);
        if (movement.IsWithdrawn)
        {
            await UndoAsync(connection, movement, order, cancellationToken);
            return;
        }

        switch (movement.Kind)
        {
            case EscrowMovement.Locked when order is null:
                await KeepStrangerAsync(connection, movement, cancellationToken);
                break;
            case EscrowMovement.Locked:
                await DepositAsync(connection, movement, order, cancellationToken);
                break;
            case EscrowMovement.Credited or EscrowMovement.CreditPaid:
                await BookAsync(connection, await EntryOfAsync(connection, movement, null, cancellationToken), clock.GetUtcNow(), cancellationToken);
                break;
            case EscrowMovement.Released or EscrowMovement.Refunded:
                await OutcomeAsync(connection, movement, order, cancellationToken);
                break;
            default:
                await SkippedAsync(connection, movement, order, cancellationToken);
                break;
        }
    }

    private async Task DepositAsync(NpgsqlConnection connection, EscrowMovement movement, Order order, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await BookAsync(connection, await EntryOfAsync(connection, movement, order, cancellationToken), now, cancellationToken);
        await orders.AddTransactionAsync(connection, order.Id, OrderTransactionKind.Lock, movement.Chain, movement.TransactionHash, now, cancellationToken);
        var move = await orders.MoveAsync(connection, order.Id, OrderState.Deposited, now, Facts(movement), cancellationToken);
        if (move.Outcome == MoveOutcome.Moved)
        {
            await outbox.RaiseAsync(connection, order.Id, LifecycleEvents.Deposit, new DepositConfirmed(movement.TransactionHash), now, cancellationToken);
        }
        else if (move.Current is OrderState.Cancelled or OrderState.Expired)
        {
            // The order had ended when its funds came: they go straight back. Its state stays what it was.
            await orders.AppendEventAsync(connection, order.Id, "deposit.late", now, Facts(movement), movement.Key, cancellationToken);
            await RequestRefundAsync(connection, movement, order.Id, order.Price.Source, now, cancellationToken);
        }

        if (order.FundsWithdrawnAt is not null)
        {
            await orders.AppendEventAsync(connection, order.Id, "deposit.restored", now, Facts(movement), movement.Key, cancellationToken);
            await funds.ResumeAsync(connection, order, movement.TransactionHash, now, cancellationToken);
        }
    }

    /// <summary>
    /// Funds that were locked under terms of no order of ours. When they name one (a wallet changed the amount, say) they
    /// are sent back at once, unless they are not worth the gas; all others anyone can refund after their deadline.
    /// </summary>
    private async Task KeepStrangerAsync(NpgsqlConnection connection, EscrowMovement movement, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await EntryOfAsync(connection, movement, null, cancellationToken) is not { } entry)
        {
            logger.LogWarning("A token that is not configured was locked in {Transaction} on {Chain}.", movement.TransactionHash, movement.Chain);
            return;
        }

        await BookAsync(connection, entry, now, cancellationToken);
        var meant = OrderId.TryParse(movement.Reference, out var id) ? await orders.LockAsync(connection, id, cancellationToken) : null;
        if (meant is null)
        {
            return;
        }

        await orders.CountEventAsync(connection, meant.Id, "deposit.mismatched", now, Facts(movement), cancellationToken);
        var amount = entry.Lines[0].Amount;
        var smallest = corridors.Find(meant.Corridor)?.MinAmount;
        if (smallest is not null && smallest.Currency == amount.Currency && amount >= smallest)
        {
            await RequestRefundAsync(connection, movement, null, amount, now, cancellationToken);
        }
    }

    private async Task OutcomeAsync(NpgsqlConnection connection, EscrowMovement movement, Order? order, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var entry = await EntryOfAsync(connection, movement, order, cancellationToken);
        await BookAsync(connection, entry, now, cancellationToken);
        await CompareAsync(connection, movement, order, now, cancellationToken);
        await intents.MarkFinalAsync(connection, movement.Chain, movement.EscrowOrderId, cancellationToken);
        if (order is null)
        {
            return;
        }

        var released = movement.Kind == EscrowMovement.Released;
        var kind = released ? OrderTransactionKind.Release : OrderTransactionKind.Refund;
        await orders.AddTransactionAsync(connection, order.Id, kind, movement.Chain, movement.TransactionHash, now, cancellationToken);
        var end = released ? OrderState.Settled : OrderState.Refunded;
        await WalkAsync(connection, order, end, movement, now, cancellationToken);
        var chainId = escrows.On(order.Chain).Contract.ChainId;
        await DepositRegistry.CloseAsync(connection, chainId, Bytes32.Parse(order.EscrowOrderId), now, cancellationToken);
        var outcome = new EscrowOutcome(end.ToWire(), movement.TransactionHash);
        await outbox.RaiseAsync(connection, order.Id, LifecycleEvents.Escrow, outcome, now, cancellationToken);
    }

    /// <summary>
    /// The chain has the last word, but what it did may be what nobody here decided: the operator's key was used elsewhere,
    /// or a payer was refunded whose provider had paid. A person has to know, and the order's history says so.
    /// </summary>
    private async Task CompareAsync(
        NpgsqlConnection connection, EscrowMovement movement, Order? order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var decided = await intents.FindAsync(connection, movement.Chain, movement.EscrowOrderId, cancellationToken);
        if (movement.IsAsDecided(decided, order?.State) && (decided is null || intents.IsProven(decided)))
        {
            return;
        }

        logger.LogCritical(
            "{EscrowOrder} on {Chain} was {Kind} to {Receiver} with {Amount}, in {Transaction}; decided was {Decided} to {Provider} with {DecidedAmount}. The order was {State}.",
            movement.EscrowOrderId, movement.Chain, movement.Kind, movement.Receiver, movement.AmountMinor, movement.TransactionHash,
            decided?.Kind, decided?.ProviderAddress, decided?.Amount.Minor, order?.State);
        // Before the deadline only the operator's key refunds; after it anyone may.
        if (movement.Kind == EscrowMovement.Released || now < order?.EscrowDeadline)
        {
            await stops.StopAsync(connection, movement.Chain, movement.EventKey, now, cancellationToken);
        }

        if (order is not null)
        {
            var facts = Facts(movement);
            (facts["receiver"], facts["amountMinor"], facts["state"]) = (movement.Receiver ?? "", movement.AmountMinor, order.State.ToWire());
            await orders.AppendEventAsync(connection, order.Id, $"escrow.{movement.Kind}.undecided", now, facts, movement.Key, cancellationToken);
        }
    }

    /// <summary>The chain has the last word: the order, whose row is locked, walks to its end from wherever it stands.</summary>
    private async Task WalkAsync(
        NpgsqlConnection connection, Order order, OrderState end, EscrowMovement movement, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var step in OrderTransitions.PathTo(order.State, end) ?? [])
        {
            await orders.MoveAsync(connection, order.Id, step, now, Facts(movement), cancellationToken);
        }
    }

    /// <summary>A reorganisation deeper than the confirmations took the event away: its entry is reversed, and a person is told.</summary>
    private async Task UndoAsync(NpgsqlConnection connection, EscrowMovement movement, Order? order, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        logger.LogCritical(
            "{Kind} of {EscrowOrder} on {Chain} was acted on and has left the chain ({Key}).",
            movement.Kind, movement.EscrowOrderId, movement.Chain, movement.EventKey);
        var entry = await EntryOfAsync(connection, movement, order, cancellationToken);
        await BookAsync(connection, entry?.Reverse(movement.Key), now, cancellationToken);
        if (movement.Kind is EscrowMovement.Released or EscrowMovement.Refunded)
        {
            // What was decided stays decided; the chain is asked for it again, and skips it should it have come back by then.
            await intents.ReopenAsync(connection, movement.Chain, movement.EscrowOrderId, cancellationToken);
        }

        if (order is not null)
        {
            await orders.AppendEventAsync(connection, order.Id, $"escrow.{movement.Kind}.withdrawn", now, Facts(movement), movement.Key, cancellationToken);
            if (movement.Kind == EscrowMovement.Locked && !await IsLockedAnewAsync(connection, movement, cancellationToken))
            {
                await funds.StopAskingAsync(connection, order, movement.TransactionHash, now, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Whether another lock of the same escrow order was applied and stands. The payer's transaction, mined again in another
    /// block, is another event, and its news may come before that of the first one's end; nothing more would come to resume.
    /// </summary>
    private async Task<bool> IsLockedAnewAsync(NpgsqlConnection connection, EscrowMovement gone, CancellationToken cancellationToken)
    {
        var history = await ChainEventStore.FindAsync(connection, Bytes32.Parse(gone.EscrowOrderId), cancellationToken);
        var others = history.Where(it => it is { Event: EscrowEvent.Locked, State: not ChainEventState.Withdrawn } && it.Key != gone.EventKey);
        return (await inbox.AppliedAsync(connection, [.. others.Select(it => it.Key)], cancellationToken)).Count > 0;
    }

    private async Task SkippedAsync(NpgsqlConnection connection, EscrowMovement movement, Order? order, CancellationToken cancellationToken)
    {
        logger.LogError(
            "{Kind} of {EscrowOrder} on {Chain}: {Reason}, in {Transaction}.",
            movement.Kind, movement.EscrowOrderId, movement.Chain, movement.Reason, movement.TransactionHash);
        if (order is not null)
        {
            await orders.AppendEventAsync(
                connection, order.Id, $"escrow.{movement.Kind}", clock.GetUtcNow(), Facts(movement), movement.Key, cancellationToken);
        }
    }

    private async Task<JournalEntry?> EntryOfAsync(
        NpgsqlConnection connection, EscrowMovement movement, Order? order, CancellationToken cancellationToken)
    {
        var currency = order?.Price.Source.Currency ?? await CurrencyOfStrangerAsync(connection, movement, cancellationToken);
        if (currency is null)
        {
            return null;
        }

        var gross = AmountOf(movement.AmountMinor, currency);
        return movement.Kind switch
        {
            EscrowMovement.Locked => Postings.Locked(movement.EventKey, order?.Id, movement.Chain, gross),
            EscrowMovement.Released => Postings.Released(
                movement.EventKey, order?.Id, movement.Chain, gross, AmountOf(movement.ProtocolFeeMinor, currency)),
            EscrowMovement.Refunded => Postings.Refunded(movement.EventKey, order?.Id, movement.Chain, gross),
            EscrowMovement.Credited => Postings.Credited(movement.EventKey, movement.Chain, gross, IsFee(movement)),
            EscrowMovement.CreditPaid => Postings.CreditPaid(movement.EventKey, movement.Chain, gross, IsFee(movement)),
            _ => null,
        };
    }

    private bool IsFee(EscrowMovement movement) =>
        movement.CreditOf is { } account && escrows.On(movement.Chain).FeeReceiver == Address.Parse(account);

    /// <summary>Only a lock names its token; for what follows, the lock of the same escrow order is looked up.</summary>
    private async Task<Currency?> CurrencyOfStrangerAsync(NpgsqlConnection connection, EscrowMovement movement, CancellationToken cancellationToken)
    {
        if (movement.Token is { } token)
        {
            return escrows.On(movement.Chain).CurrencyOf(Address.Parse(token));
        }

        var history = await ChainEventStore.FindAsync(connection, Bytes32.Parse(movement.EscrowOrderId), cancellationToken);
        var locked = history.Select(it => it.Event).OfType<EscrowEvent.Locked>().FirstOrDefault();
        return locked is null ? null : escrows.On(movement.Chain).CurrencyOf(locked.Terms.Token);
    }

    private Task BookAsync(NpgsqlConnection connection, JournalEntry? entry, DateTimeOffset now, CancellationToken cancellationToken) =>
        entry is null ? Task.CompletedTask : ledger.AppendAsync(connection, entry, now, cancellationToken);

    private Task RequestRefundAsync(
        NpgsqlConnection connection, EscrowMovement movement, OrderId? order, Money amount, DateTimeOffset now, CancellationToken cancellationToken) =>
        intents.TryAddAsync(
            connection,
            new ChainIntent(movement.Chain, movement.EscrowOrderId, order, ChainIntentKind.Refund, null, amount, now) { Escrow = movement.Escrow },
            cancellationToken);

    private static Money AmountOf(string digits, Currency currency) => new(Int128.Parse(digits, CultureInfo.InvariantCulture), currency);

    private static Dictionary<string, string> Facts(EscrowMovement movement)
    {
        var facts = new Dictionary<string, string> { ["chain"] = movement.Chain, ["transaction"] = movement.TransactionHash };
        if (movement.Reason is { } reason)
        {
            facts["reason"] = reason;
        }

        return facts;
    }
}
