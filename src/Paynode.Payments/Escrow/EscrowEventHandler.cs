using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;

namespace Paynode.Payments;

/// <summary>
/// Applies what the escrow did, each event once and all of it in one transaction: the ledger, the order's state, its
/// on-chain intent and the message to its orchestration.
/// </summary>
public sealed class EscrowEventHandler(
    NpgsqlDataSource database, Inbox inbox, OrderStore orders, LedgerStore ledger, ChainIntentStore intents, Outbox outbox,
    WithdrawnFunds funds, ChainStopStore stops, EscrowDirectory escrows, CorridorCatalogue corridors, TimeProvider timeProvider,
    ILogger<EscrowEventHandler> logger)
{
    /// <summary>Applies an escrow event, unless it was applied before.</summary>
    public Task ApplyAsync(EscrowEventMessage message, CancellationToken cancellationToken) => database.InTransactionAsync(
        async connection =>
        {
            if (await inbox.TryApplyAsync(connection, message.Key, timeProvider.GetUtcNow(), cancellationToken))
            {
                await ApplyOnceAsync(connection, message, cancellationToken);
            }
        },
        cancellationToken);

    private async Task ApplyOnceAsync(NpgsqlConnection connection, EscrowEventMessage message, CancellationToken cancellationToken)
    {
        var order = await orders.LockByEscrowIdAsync(connection, message.Chain, message.EscrowOrderId, cancellationToken);
        if (message.IsWithdrawn)
        {
            await UndoAsync(connection, message, order, cancellationToken);
            return;
        }

        switch (message.Kind)
        {
            case EscrowEventMessage.Locked when order is null:
                await KeepUnmatchedAsync(connection, message, cancellationToken);
                break;
            case EscrowEventMessage.Locked:
                await DepositAsync(connection, message, order, cancellationToken);
                break;
            case EscrowEventMessage.Credited or EscrowEventMessage.CreditPaid:
                await BookAsync(connection, await EntryOfAsync(connection, message, null, cancellationToken), timeProvider.GetUtcNow(),
                    cancellationToken);
                break;
            case EscrowEventMessage.Released or EscrowEventMessage.Refunded:
                await OutcomeAsync(connection, message, order, cancellationToken);
                break;
            default:
                await SkippedAsync(connection, message, order, cancellationToken);
                break;
        }
    }

    private async Task DepositAsync(
        NpgsqlConnection connection, EscrowEventMessage message, Order order, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await BookAsync(connection, await EntryOfAsync(connection, message, order, cancellationToken), now, cancellationToken);
        await orders.AddTransactionAsync(connection, order.Id, OrderTransactionKind.Lock, message.Chain, message.TransactionHash, now,
            cancellationToken);
        var decision = DepositDecision.Decide(order.State, order.FundsWithdrawnAt is not null);
        switch (decision.Action)
        {
            case DepositAction.Take:
                await TakeAsync(connection, message, order, now, cancellationToken);
                break;
            case DepositAction.ReturnAsLate:
                await orders.AppendEventAsync(connection, order.Id, "deposit.late", now, Facts(message), message.Key, cancellationToken);
                await RequestRefundAsync(connection, message, order.Id, order.Price.Source, now, cancellationToken);
                break;
            default:
                break;
        }

        if (decision.RestoresFunds)
        {
            await orders.AppendEventAsync(connection, order.Id, "deposit.restored", now, Facts(message), message.Key, cancellationToken);
            await funds.ResumeAsync(connection, order, message.TransactionHash, now, cancellationToken);
        }
    }

    private async Task TakeAsync(
        NpgsqlConnection connection, EscrowEventMessage message, Order order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var move = await orders.MoveAsync(connection, order.Id, OrderState.Deposited, now, Facts(message), cancellationToken);
        if (move.Outcome == MoveOutcome.Moved)
        {
            var deposit = new DepositConfirmed(message.TransactionHash);
            await outbox.RaiseAsync(connection, order.Id, LifecycleEvents.Deposit, deposit, now, cancellationToken);
        }
    }

    /// <summary>Funds that were locked under terms of no order of ours; see <see cref="DepositDecision.DecideUnmatched"/>.</summary>
    private async Task KeepUnmatchedAsync(NpgsqlConnection connection, EscrowEventMessage message, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (await EntryOfAsync(connection, message, null, cancellationToken) is not { } entry)
        {
            logger.LogWarning("A token that is not configured was locked in {Transaction} on {Chain}.", message.TransactionHash,
                message.Chain);
            return;
        }

        await BookAsync(connection, entry, now, cancellationToken);
        var meant = OrderId.TryParse(message.Reference, out var id) ? await orders.LockAsync(connection, id, cancellationToken) : null;
        var amount = entry.Lines[0].Amount;
        var minAmount = meant is null ? null : corridors.Find(meant.Corridor)?.MinAmount;
        var action = DepositDecision.DecideUnmatched(meant is not null, amount, minAmount);
        if (action != UnmatchedDepositAction.Keep)
        {
            await orders.CountEventAsync(connection, meant!.Id, "deposit.mismatched", now, Facts(message), cancellationToken);
        }

        if (action == UnmatchedDepositAction.ReturnAsMismatched)
        {
            await RequestRefundAsync(connection, message, null, amount, now, cancellationToken);
        }
    }

    private async Task OutcomeAsync(
        NpgsqlConnection connection, EscrowEventMessage message, Order? order, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var entry = await EntryOfAsync(connection, message, order, cancellationToken);
        await BookAsync(connection, entry, now, cancellationToken);
        await CompareAsync(connection, message, order, now, cancellationToken);
        await intents.MarkFinalAsync(connection, message.Chain, message.EscrowOrderId, cancellationToken);
        if (order is null)
        {
            return;
        }

        var released = message.Kind == EscrowEventMessage.Released;
        var kind = released ? OrderTransactionKind.Release : OrderTransactionKind.Refund;
        await orders.AddTransactionAsync(connection, order.Id, kind, message.Chain, message.TransactionHash, now, cancellationToken);
        var end = released ? OrderState.Settled : OrderState.Refunded;
        await WalkAsync(connection, order, end, message, now, cancellationToken);
        var chainId = escrows.On(order.Chain).Contract.ChainId;
        await DepositRegistry.CloseAsync(connection, chainId, Bytes32.Parse(order.EscrowOrderId), now, cancellationToken);
        var outcome = new EscrowOutcome(end.ToWire(), message.TransactionHash);
        await outbox.RaiseAsync(connection, order.Id, LifecycleEvents.Escrow, outcome, now, cancellationToken);
    }

    /// <summary>
    /// The chain has the last word, but what it did may be what nobody here decided: the operator's key was used elsewhere,
    /// or a payer was refunded whose provider had paid. A person has to know, and the order's history says so.
    /// </summary>
    private async Task CompareAsync(
        NpgsqlConnection connection, EscrowEventMessage message, Order? order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var decided = await intents.FindAsync(connection, message.Chain, message.EscrowOrderId, cancellationToken);
        if (message.IsAsDecided(decided, order?.State) && (decided is null || intents.IsProven(decided)))
        {
            return;
        }

        logger.LogCritical(
            "{EscrowOrder} on {Chain} was {Kind} to {Receiver} with {Amount}, in {Transaction}; decided was {Decided} to {Provider} "
            + "with {DecidedAmount}. The order was {State}.",
            message.EscrowOrderId, message.Chain, message.Kind, message.Receiver, message.AmountMinor, message.TransactionHash,
            decided?.Kind, decided?.ProviderAddress, decided?.Amount.Minor, order?.State);
        if (SettlementCheck.StopsChain(message.Kind == EscrowEventMessage.Released, order?.EscrowDeadline, now))
        {
            await stops.StopAsync(connection, message.Chain, message.EventKey, now, cancellationToken);
        }

        if (order is not null)
        {
            var facts = Facts(message);
            (facts["receiver"], facts["amountMinor"], facts["state"]) = (message.Receiver ?? "", message.AmountMinor, order.State.ToWire());
            await orders.AppendEventAsync(connection, order.Id, $"escrow.{message.Kind}.undecided", now, facts, message.Key,
                cancellationToken);
        }
    }

    /// <summary>The chain has the last word: the order, whose row is locked, walks to its end from wherever it stands.</summary>
    private async Task WalkAsync(
        NpgsqlConnection connection, Order order, OrderState end, EscrowEventMessage message, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        foreach (var step in OrderTransitions.PathTo(order.State, end) ?? [])
        {
            await orders.MoveAsync(connection, order.Id, step, now, Facts(message), cancellationToken);
        }
    }

    /// <summary>A reorganisation deeper than the confirmations took the event away: its entry is reversed, and a person is told.</summary>
    private async Task UndoAsync(NpgsqlConnection connection, EscrowEventMessage message, Order? order, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        logger.LogCritical(
            "{Kind} of {EscrowOrder} on {Chain} was acted on and has left the chain ({Key}).",
            message.Kind, message.EscrowOrderId, message.Chain, message.EventKey);
        var entry = await EntryOfAsync(connection, message, order, cancellationToken);
        await BookAsync(connection, entry?.Reverse(message.Key), now, cancellationToken);
        if (message.Kind is EscrowEventMessage.Released or EscrowEventMessage.Refunded)
        {
            // What was decided stays decided; the chain is asked for it again, and skips it should it have come back by then.
            await intents.ReopenAsync(connection, message.Chain, message.EscrowOrderId, cancellationToken);
        }

        if (order is not null)
        {
            await orders.AppendEventAsync(connection, order.Id, $"escrow.{message.Kind}.withdrawn", now, Facts(message), message.Key,
                cancellationToken);
            if (message.Kind == EscrowEventMessage.Locked && !await IsLockedAnewAsync(connection, message, cancellationToken))
            {
                await funds.StopAskingAsync(connection, order, message.TransactionHash, now, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Whether another lock of the same escrow order was applied and stands. The payer's transaction, mined again in another
    /// block, is another event, and its news may come before that of the first one's end; nothing more would come to resume.
    /// </summary>
    private async Task<bool> IsLockedAnewAsync(NpgsqlConnection connection, EscrowEventMessage gone, CancellationToken cancellationToken)
    {
        var history = await ChainEventStore.FindAsync(connection, Bytes32.Parse(gone.EscrowOrderId), cancellationToken);
        var others = history.Where(it => it is { Event: EscrowEvent.Locked, State: not ChainEventState.Withdrawn }
            && it.Key != gone.EventKey);
        return (await inbox.AppliedAsync(connection, [.. others.Select(it => it.Key)], cancellationToken)).Count > 0;
    }

    private async Task SkippedAsync(
        NpgsqlConnection connection, EscrowEventMessage message, Order? order, CancellationToken cancellationToken)
    {
        logger.LogError(
            "{Kind} of {EscrowOrder} on {Chain}: {Reason}, in {Transaction}.",
            message.Kind, message.EscrowOrderId, message.Chain, message.Reason, message.TransactionHash);
        if (order is not null)
        {
            await orders.AppendEventAsync(
                connection, order.Id, $"escrow.{message.Kind}", timeProvider.GetUtcNow(), Facts(message), message.Key, cancellationToken);
        }
    }

    private async Task<JournalEntry?> EntryOfAsync(
        NpgsqlConnection connection, EscrowEventMessage message, Order? order, CancellationToken cancellationToken)
    {
        var currency = order?.Price.Source.Currency ?? await CurrencyOfUnmatchedAsync(connection, message, cancellationToken);
        if (currency is null)
        {
            return null;
        }

        var gross = AmountOf(message.AmountMinor, currency);
        return message.Kind switch
        {
            EscrowEventMessage.Locked => Postings.Locked(message.EventKey, order?.Id, message.Chain, gross),
            EscrowEventMessage.Released => Postings.Released(
                message.EventKey, order?.Id, message.Chain, gross, AmountOf(message.ProtocolFeeMinor, currency)),
            EscrowEventMessage.Refunded => Postings.Refunded(message.EventKey, order?.Id, message.Chain, gross),
            EscrowEventMessage.Credited => Postings.Credited(message.EventKey, message.Chain, gross, IsFee(message)),
            EscrowEventMessage.CreditPaid => Postings.CreditPaid(message.EventKey, message.Chain, gross, IsFee(message)),
            _ => null,
        };
    }

    private bool IsFee(EscrowEventMessage message) =>
        message.CreditOf is { } account && escrows.On(message.Chain).FeeReceiver == Address.Parse(account);

    /// <summary>Only a lock names its token; for what follows, the lock of the same escrow order is looked up.</summary>
    private async Task<Currency?> CurrencyOfUnmatchedAsync(
        NpgsqlConnection connection, EscrowEventMessage message, CancellationToken cancellationToken)
    {
        if (message.Token is { } token)
        {
            return escrows.On(message.Chain).CurrencyOf(Address.Parse(token));
        }

        var history = await ChainEventStore.FindAsync(connection, Bytes32.Parse(message.EscrowOrderId), cancellationToken);
        var locked = history.Select(it => it.Event).OfType<EscrowEvent.Locked>().FirstOrDefault();
        return locked is null ? null : escrows.On(message.Chain).CurrencyOf(locked.Terms.Token);
    }

    private Task BookAsync(NpgsqlConnection connection, JournalEntry? entry, DateTimeOffset now, CancellationToken cancellationToken) =>
        entry is null ? Task.CompletedTask : ledger.AppendAsync(connection, entry, now, cancellationToken);

    private Task RequestRefundAsync(
        NpgsqlConnection connection, EscrowEventMessage message, OrderId? order, Money amount, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        intents.TryAddAsync(
            connection,
            new ChainIntent(message.Chain, message.EscrowOrderId, order, ChainIntentKind.Refund, null, amount, now)
            {
                Escrow = message.Escrow,
            },
            cancellationToken);

    private static Money AmountOf(string digits, Currency currency) => new(Int128.Parse(digits, CultureInfo.InvariantCulture), currency);

    private static Dictionary<string, string> Facts(EscrowEventMessage message)
    {
        var facts = new Dictionary<string, string> { ["chain"] = message.Chain, ["transaction"] = message.TransactionHash };
        if (message.Reason is { } reason)
        {
            facts["reason"] = reason;
        }

        return facts;
    }
}
