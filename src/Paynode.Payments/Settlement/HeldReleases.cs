using Npgsql;
using Paynode.Chain.Transactions;

namespace Paynode.Payments;

/// <summary>The releases that wait for the operator, and the decisions on them.</summary>
public sealed class HeldReleases(
    NpgsqlDataSource database, ChainIntentStore intents, OrderStore orders, OfferStore offers, SettlementSeal seal, ChainRegistry registry,
    EscrowDirectory escrows, AuditStore audit, TimeProvider timeProvider)
{
    /// <summary>Held releases, oldest first.</summary>
    /// <param name="provider">To this provider only; null: to any.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyList<ChainIntent>> ListAsync(ProviderId? provider, CancellationToken cancellationToken) =>
        await intents.HeldAsync(provider, cancellationToken);

    /// <summary>Approves releases, or refuses them, which refunds the payers.</summary>
    /// <param name="provider">Releases of this provider only; null: of any.</param>
    /// <param name="only">Of these orders; null: all that are held.</param>
    /// <param name="letGo">True approves them.</param>
    /// <param name="reason">The operator's reason, for the orders' histories and the audit.</param>
    /// <param name="actor">Who decides, for the audit.</param>
    /// <param name="cancellationToken">Cancels the wait; what was decided by then stays decided.</param>
    /// <returns>
    /// The decided orders. A refusal leaves out an order whose release a transaction already carries; an approval leaves out an
    /// unproven one whose order has no proven offer to decide by.
    /// </returns>
    public async Task<IReadOnlyList<OrderId>> DecideAsync(
        ProviderId? provider, IReadOnlySet<OrderId>? only, bool letGo, string reason, string actor, CancellationToken cancellationToken)
    {
        var decided = new List<OrderId>();
        foreach (var release in await intents.HeldAsync(provider, cancellationToken))
        {
            if (release.Order is { } order && only?.Contains(order) != false
                && (letGo || !await IsUnderWayAsync(release, cancellationToken))
                && await database.InTransactionAsync(
                    connection => DecideAsync(connection, order, release, letGo, reason, actor, cancellationToken), cancellationToken))
            {
                decided.Add(order);
            }
        }

        return decided;
    }

    private async Task<bool> DecideAsync(
        NpgsqlConnection connection, OrderId order, ChainIntent release, bool letGo, string reason, string actor,
        CancellationToken cancellationToken)
    {
        var current = await orders.LockAsync(connection, order, cancellationToken);
        var done = letGo
            ? await LetGoAsync(connection, current, release, cancellationToken)
            : await intents.RefuseAsync(connection, release.Chain, release.EscrowOrderId, cancellationToken);
        if (!done)
        {
            return false;
        }

        var now = timeProvider.GetUtcNow();
        var what = letGo ? "release.let_go" : "release.refused";
        var facts = new Dictionary<string, string> { ["provider"] = release.Provider?.ToString() ?? "", ["reason"] = reason };
        await orders.AppendEventAsync(connection, order, what, now, facts, null, cancellationToken);
        await audit.AppendAsync(connection, actor, what, order.ToString(), facts, now, cancellationToken);
        return true;
    }

    // An unproven release is decided again from the order's offer, whose own seal is valid.
    private async Task<bool> LetGoAsync(NpgsqlConnection connection, Order? order, ChainIntent release, CancellationToken cancellationToken)
    {
        if (release.HeldReason != HoldReason.Unproven)
        {
            return await intents.LetGoAsync(connection, release.Chain, release.EscrowOrderId, cancellationToken);
        }

        if (order is null || !string.Equals(order.EscrowOrderId, release.EscrowOrderId, StringComparison.OrdinalIgnoreCase)
            || order.Chain != release.Chain)
        {
            return false;
        }

        var all = await offers.ForOrderAsync(connection, order.Id, cancellationToken);
        return all.SingleOrDefault(offer => offer.State == OfferState.Fulfilled) is { } paid
            && seal.Fits(paid, order) && seal.FitsReport(paid, order)
            && await intents.DecideAgainAsync(
                connection,
                release with
                {
                    Kind = ChainIntentKind.Release,
                    Provider = paid.Provider,
                    ProviderAddress = paid.SettlementAddress,
                    Amount = order.Price.Source,
                    Escrow = escrows.On(order.Chain).ContractOf(order).Address.ToString(),
                    Deadline = order.EscrowDeadline,
                },
                cancellationToken);
    }

    private async Task<bool> IsUnderWayAsync(ChainIntent release, CancellationToken cancellationToken) =>
        release.FormerBatchKey is { } key && registry.All.FirstOrDefault(chain => chain.Name == release.Chain) is { } chain
        && await chain.Sender.FindAsync(key, cancellationToken) is
        {
            State: TransactionState.Queued or TransactionState.Pending or TransactionState.Mined,
        };
}
