using Npgsql;
using Paynode.Domain;
using Paynode.Storage;

namespace Paynode.Orchestrations;

/// <summary>The releases that wait for the operator, and the decisions on them.</summary>
public sealed class HeldReleases(NpgsqlDataSource database, ChainIntentStore intents, OrderStore orders, AuditStore audit, TimeProvider clock)
{
    /// <summary>Those that wait, oldest first.</summary>
    /// <param name="provider">To this provider only; null: to any.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyList<ChainIntent>> ListAsync(ProviderId? provider, CancellationToken cancellationToken) =>
        await intents.HeldAsync(provider, cancellationToken);

    /// <summary>Lets releases go, or refuses them, which refunds the payers.</summary>
    /// <param name="provider">Whose.</param>
    /// <param name="only">Of these orders; null: all that are held.</param>
    /// <param name="letGo">True lets them go.</param>
    /// <param name="reason">The operator's words, for the orders' histories and the audit.</param>
    /// <param name="actor">Who decides, for the audit.</param>
    /// <param name="cancellationToken">Cancels the wait; what was decided by then stays decided.</param>
    /// <returns>The orders that were decided. One that a transaction carries already cannot be refused and is left out.</returns>
    public async Task<IReadOnlyList<OrderId>> DecideAsync(
        ProviderId provider, IReadOnlySet<OrderId>? only, bool letGo, string reason, string actor, CancellationToken cancellationToken)
    {
        var decided = new List<OrderId>();
        foreach (var release in await intents.HeldAsync(provider, cancellationToken))
        {
            if (release.Order is { } order && only?.Contains(order) != false
                && await database.InTransactionAsync(connection => DecideAsync(connection, order, release, letGo, reason, actor, cancellationToken), cancellationToken))
            {
                decided.Add(order);
            }
        }

        return decided;
    }

    private async Task<bool> DecideAsync(
        NpgsqlConnection connection, OrderId order, ChainIntent release, bool letGo, string reason, string actor, CancellationToken cancellationToken)
    {
        await orders.LockAsync(connection, order, cancellationToken);
        var done = letGo
            ? await intents.LetGoAsync(connection, release.Chain, release.EscrowOrderId, cancellationToken)
            : await intents.RefuseAsync(connection, release.Chain, release.EscrowOrderId, cancellationToken);
        if (!done)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        var what = letGo ? "release.let_go" : "release.refused";
        var facts = new Dictionary<string, string> { ["provider"] = release.Provider.ToString()!, ["reason"] = reason };
        await orders.AppendEventAsync(connection, order, what, now, facts, null, cancellationToken);
        await audit.AppendAsync(connection, actor, what, order.ToString(), facts, now, cancellationToken);
        return true;
    }
}
