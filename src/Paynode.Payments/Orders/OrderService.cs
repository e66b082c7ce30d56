using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;

namespace Paynode.Payments;

/// <summary>Reads and moves orders: every transition that the orchestration itself decides, each in one transaction.</summary>
public sealed class OrderService(
    NpgsqlDataSource database, OrderStore orders, OfferStore offers, DecisionStore decisions, ChainIntentStore intents,
    EscrowDirectory escrows, RoutingPartitionStore epochs, ProviderStore providers, SettlementSeal seal, Outbox outbox,
    CorridorCatalogue corridors, TimeProvider timeProvider,
    ILogger<OrderService> logger)
{
    /// <summary>The order with this id.</summary>
    /// <exception cref="InvalidOperationException">There is none: the orchestration was started for an order that is not
    /// stored.</exception>
    public async Task<Order> OrderAsync(OrderId id, CancellationToken cancellationToken) =>
        await orders.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"There is no order {id}.");

    /// <inheritdoc cref="OrderAsync(OrderId, CancellationToken)"/>
    public Task<Order> OrderAsync(string id, CancellationToken cancellationToken) => OrderAsync(ParseOrder(id), cancellationToken);

    /// <summary>The order's offers, first to last.</summary>
    public async Task<IReadOnlyList<Offer>> OffersAsync(OrderId order, CancellationToken cancellationToken) =>
        await offers.ForOrderAsync(order, cancellationToken);

    /// <summary>The offer with this id.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<Offer> OfferAsync(OfferId id, CancellationToken cancellationToken) =>
        await offers.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"There is no offer {id}.");

    /// <inheritdoc cref="OfferAsync(OfferId, CancellationToken)"/>
    public Task<Offer> OfferAsync(string id, CancellationToken cancellationToken) => OfferAsync(
        OfferId.TryParse(id, out var offer) ? offer : throw new ArgumentException($"'{id}' is not an offer's id.", nameof(id)),
        cancellationToken);

    /// <summary>Stores a new order and asks for its orchestration, within the caller's transaction.</summary>
    /// <returns>The order as it is stored, or <c>reference_taken</c>.</returns>
    public async Task<Result<Order>> OpenAsync(NpgsqlConnection connection, Order order, CancellationToken cancellationToken)
    {
        var stored = await orders.InsertAsync(connection, order with { Seal = seal.OfOrder(order) }, cancellationToken);
        if (!stored.Succeeded)
        {
            return stored.Problem;
        }

        var input = new LifecycleInput(
            order.Id.ToString(), (order.DepositBy + corridors.Find(order.Corridor)!.ConfirmationGrace).UtcDateTime)
        {
            Partition = order.Corridor.Partition,
        };
        await outbox.AddAsync(
            connection, OutboxKinds.Start, order.Id.ToString(), LifecycleInput.Orchestrator,
            JsonSerializer.Serialize(input, JsonSerializerOptions.Web), timeProvider.GetUtcNow(), cancellationToken);
        return stored;
    }

    /// <summary>Cancels an order that is not funded yet.</summary>
    /// <returns>Null, or <c>order_not_cancellable</c>.</returns>
    public Task<Problem?> CancelAsync(OrderId id, CancellationToken cancellationToken) =>
        database.InTransactionAsync(async connection =>
        {
            var now = timeProvider.GetUtcNow();
            var move = await orders.MoveAsync(connection, id, OrderState.Cancelled, now, null, cancellationToken);
            if (move.Outcome == MoveOutcome.Refused)
            {
                return new Problem(
                    "order_not_cancellable", $"The order is {move.Current.ToWire()}; only one that is not funded can be cancelled.");
            }

            if (move.Outcome == MoveOutcome.Moved)
            {
                await CloseDepositAsync(connection, id, now, cancellationToken);
                await outbox.RaiseAsync(connection, id, LifecycleEvents.Cancel, new OrderCancelled(now.UtcDateTime), now,
                    cancellationToken);
            }

            return null;
        }, cancellationToken);

    /// <summary>Expires an order that is not funded, and says where it stands then.</summary>
    public async Task<OrderState> ExpireAsync(string id, CancellationToken cancellationToken)
    {
        var order = ParseOrder(id);
        return await database.InTransactionAsync(async connection =>
        {
            var now = timeProvider.GetUtcNow();
            var move = await orders.MoveAsync(connection, order, OrderState.Expired, now, null, cancellationToken);
            if (move.Outcome == MoveOutcome.Moved)
            {
                await CloseDepositAsync(connection, order, now, cancellationToken);
            }

            return move.Current;
        }, cancellationToken);
    }

    private async Task CloseDepositAsync(NpgsqlConnection connection, OrderId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await orders.LockAsync(connection, id, cancellationToken) is { } order)
        {
            var chainId = escrows.On(order.Chain).Contract.ChainId;
            await DepositRegistry.CloseAsync(connection, chainId, Bytes32.Parse(order.EscrowOrderId), now, cancellationToken);
        }
    }

    /// <summary>The order, moved from deposited to pending if it was deposited.</summary>
    public async Task<Order> PendingAsync(string id, CancellationToken cancellationToken)
    {
        var order = await OrderAsync(id, cancellationToken);
        if (order.State != OrderState.Deposited)
        {
            return order;
        }

        await MoveAsync(order.Id, OrderState.Pending, cancellationToken);
        return await OrderAsync(order.Id, cancellationToken);
    }

    /// <summary>Stores a decision and the offer that follows from it; the stored one when this attempt has one already.</summary>
    /// <returns>
    /// The offer, or null when none may be made, so that routing has to look again: the partition has moved on from the epoch
    /// that the liquidity was reserved under, the order is no longer pending, its funds have left the chain, or the provider
    /// was switched off.
    /// </returns>
    public async Task<Offer?> OpenOfferAsync(
        Order order, ProviderId provider, int attempt, int slot, long epoch, string decision, CancellationToken cancellationToken)
    {
        var known = await providers.FindAsync(provider, cancellationToken);
        return await database.InTransactionAsync<Offer?>(async connection =>
        {
            var now = timeProvider.GetUtcNow();
            var offer = NewOffer(order, provider, attempt, now);
            if (!await AreTermsProvenAsync(connection, order, now, cancellationToken) || known is not { IsAddressProven: true }
                || !await MayOfferAsync(connection, order, provider, epoch, cancellationToken))
            {
                return await offers.FindAsync(connection, offer.Id, cancellationToken);
            }

            // Where the release goes is fixed here: what becomes of the provider's address later is of no account for this offer.
            offer = offer with
            {
                SettlementAddress = known.SettlementAddress,
                SettlementSeal = seal.OfOffer(offer, order, known.SettlementAddress),
            };
            await decisions.SaveAsync(connection, offer.Id, order.Id, attempt, decision, now, cancellationToken);
            var stored = await offers.InsertAsync(connection, offer, slot, cancellationToken);
            var facts = new Dictionary<string, string>
            {
                ["offerId"] = stored.Id.ToString(),
                ["provider"] = stored.Provider.ToString(),
                ["attempt"] = attempt.ToString(CultureInfo.InvariantCulture),
            };
            await orders.AppendEventAsync(connection, order.Id, "offer.made", now, facts, $"offer.made:{stored.Id}", cancellationToken);
            return stored;
        }, cancellationToken);
    }

    // Routing has read the order without a lock, and the offer carries what it read: so that is what has to be proven.
    private async Task<bool> AreTermsProvenAsync(
        NpgsqlConnection connection, Order order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (seal.Fits(order))
        {
            return true;
        }

        if (await orders.AppendEventAsync(connection, order.Id, "order.terms_unproven", now, null, "order.terms_unproven",
            cancellationToken))
        {
            logger.LogCritical(
                "The order {Order} is not as it was created: somebody has changed its amounts, recipient or addresses in the "
                + "database. No offer is made; its payer is refunded.",
                order.Id);
        }

        return false;
    }

    // The partition before the order, here and wherever both are held: two who hold one each never wait for each other.
    private async Task<bool> MayOfferAsync(
        NpgsqlConnection connection, Order order, ProviderId provider, long epoch, CancellationToken cancellationToken) =>
        await epochs.IsCurrentAsync(connection, order.Corridor.Partition, epoch, cancellationToken)
        && await orders.LockAsync(connection, order.Id, cancellationToken) is { State: OrderState.Pending, FundsWithdrawnAt: null }
        && await providers.IsEnabledAsync(connection, provider, cancellationToken);

    /// <summary>Whether routing has looked for a provider since these offers ended, and found nobody.</summary>
    public async Task<bool> HasLookedSinceAsync(OrderId order, IReadOnlyList<Offer> ended, CancellationToken cancellationToken) =>
        await decisions.IsDecidedAsync(order, ended.Count + 1, cancellationToken);

    /// <summary>Stores a decision that found nobody.</summary>
    public Task RecordNobodyAsync(Order order, int attempt, string decision, CancellationToken cancellationToken) =>
        database.InTransactionAsync(async connection =>
        {
            await decisions.SaveAsync(connection, null, order.Id, attempt, decision, timeProvider.GetUtcNow(), cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>Moves a fulfilled order to settling and puts its release in line.</summary>
    public Task RequestReleaseAsync(Order order, ProviderId provider, string settlementAddress, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            connection => RequestAsync(
                connection, order, ChainIntentKind.Release, provider, settlementAddress, [OrderState.Validated, OrderState.Settling],
                cancellationToken),
            cancellationToken);

    /// <summary>Whether the release of an order to this provider is decided, with a right seal.</summary>
    public async Task<bool> IsReleaseDecidedAsync(Order order, ProviderId provider, CancellationToken cancellationToken) =>
        await intents.FindAsync(order.Chain, order.EscrowOrderId, cancellationToken) is { Kind: ChainIntentKind.Release } decided
        && decided.Provider == provider && intents.IsProven(decided);

    /// <summary>
    /// A release that is not decided, as the offer it follows from is not proven: in the order's history, the log and a count, once.
    /// </summary>
    public async Task NoteUndecidedReleaseAsync(Order order, Offer offer, string reason, CancellationToken cancellationToken)
    {
        var facts = new Dictionary<string, string>
        {
            ["provider"] = offer.Provider.ToString(),
            ["offerId"] = offer.Id.ToString(),
            ["reason"] = reason,
        };
        var isNew = await database.InTransactionAsync(
            connection => orders.AppendEventAsync(
                connection, order.Id, "release.held", timeProvider.GetUtcNow(), facts, $"release.held:{reason}:{offer.Id}",
                cancellationToken),
            cancellationToken);
        if (isNew)
        {
            SettlementTelemetry.CountHeld(order.Chain, reason);
            logger.LogCritical(
                "The release of order {Order} to the provider {Provider} is held: {Reason}. Of its offer {Offer} something is in "
                + "the database that Paynode did not write; nothing is released.",
                order.Id, offer.Provider, reason, offer.Id);
        }
    }

    /// <summary>Moves an order that nobody paid, and nobody can pay any more, to refunding and puts its refund in line.</summary>
    /// <returns>The offers that stand against it, as somebody may still accept or pay them, or has paid; none when it is in line.</returns>
    public Task<IReadOnlyList<Offer>> RequestRefundAsync(Order order, CancellationToken cancellationToken) =>
        database.InTransactionAsync<IReadOnlyList<Offer>>(async connection =>
        {
            var current = await orders.LockAsync(connection, order.Id, cancellationToken);
            var all = await offers.ForOrderAsync(connection, order.Id, cancellationToken);
            if (current is not null && RefundRule.OffersBlockingRefund(current.State, all) is { Count: > 0 } against)
            {
                return against;
            }

            await RequestAsync(connection, order, ChainIntentKind.Refund, null, null, [OrderState.Refunding], cancellationToken);
            return [];
        }, cancellationToken);

    private async Task RequestAsync(
        NpgsqlConnection connection, Order order, ChainIntentKind kind, ProviderId? provider, string? receiver, OrderState[] walk,
        CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var last = default(MoveResult);
        foreach (var state in walk)
        {
            last = await orders.MoveAsync(connection, order.Id, state, now, null, cancellationToken);
        }

        // Refused means that the chain, or a later step, has decided otherwise: then there is nothing to ask of the chain.
        if (last.IsThere)
        {
            var intent = new ChainIntent(order.Chain, order.EscrowOrderId, order.Id, kind, receiver, order.Price.Source, now)
            {
                Escrow = escrows.On(order.Chain).ContractOf(order).Address.ToString(),
                Provider = provider,
                Deadline = kind == ChainIntentKind.Release ? order.EscrowDeadline : null,
            };
            var decided = await intents.TryAddAsync(connection, intent, cancellationToken);
            if (decided.HeldReason is { } reason)
            {
                var facts = new Dictionary<string, string> { ["provider"] = decided.Provider.ToString()!, ["reason"] = reason };
                if (await orders.AppendEventAsync(connection, order.Id, "release.held", now, facts, "release.held", cancellationToken))
                {
                    SettlementTelemetry.CountHeld(order.Chain, reason);
                    logger.LogCritical(
                        "The release of order {Order} to the provider {Provider} is held: {Reason}. It waits for a decision until "
                        + "{Deadline}.",
                        order.Id, decided.Provider, reason, decided.Deadline);
                }
            }
        }
    }

    private Task<MoveResult> MoveAsync(OrderId id, OrderState to, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            connection => orders.MoveAsync(connection, id, to, timeProvider.GetUtcNow(), null, cancellationToken), cancellationToken);

    private Offer NewOffer(Order order, ProviderId provider, int attempt, DateTimeOffset now)
    {
        var corridor = corridors.Find(order.Corridor)!;
        var acceptBy = now + corridor.AcceptWindow;
        return new Offer
        {
            Id = OfferId.For(order.Id, attempt),
            Order = order.Id,
            Provider = provider,
            Attempt = attempt,
            State = OfferState.Offered,
            OfferedAt = now,
            UpdatedAt = now,
            AcceptBy = acceptBy,
            PayBy = acceptBy + corridor.PayWindow,
            CloseBy = acceptBy + corridor.PayWindow + corridor.PayGrace,
        };
    }

    private static OrderId ParseOrder(string id) =>
        OrderId.TryParse(id, out var order) ? order : throw new ArgumentException($"'{id}' is not an order's id.", nameof(id));
}
