using Npgsql;

namespace Paynode.Payments;

/// <summary>
/// Seals existing rows as stored: after an upgrade from a release without seals, or when the secrets key was replaced. Whoever
/// runs this vouches for the database's content.
/// </summary>
/// <param name="dataSource">The migrated database.</param>
/// <param name="seal">Creates the seals.</param>
public sealed class ExistingSeals(NpgsqlDataSource dataSource, SettlementSeal seal)
{
    /// <summary>Final releases and refunds up to this age are sealed too: the newest ones are compared with the chain.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    /// <summary>
    /// Seals the providers' addresses, the orders that have not ended, the open and paid offers, and the releases and refunds.
    /// </summary>
    /// <param name="now">The current time.</param>
    /// <param name="cancellationToken">Cancels; nothing is sealed then.</param>
    public Task<SealedCounts> SealAsync(DateTimeOffset now, CancellationToken cancellationToken = default) =>
        dataSource.InTransactionAsync(
            async connection => new SealedCounts(
                await SealProvidersAsync(connection, cancellationToken),
                await SealOrdersAsync(connection, cancellationToken),
                await SealOffersAsync(connection, cancellationToken),
                await SealDecisionsAsync(connection, now - Recent, cancellationToken)),
            cancellationToken);

    private async Task<int> SealProvidersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = await connection
            .Sql(
                "SELECT id, settlement_address, next_settlement_address, next_settlement_from FROM paynode.providers ORDER BY id FOR "
                    + "UPDATE")
            .ListAsync(
                row =>
                    (Id: new ProviderId(row.GetGuid(0)), Address: row.GetString(1), Next: row.TextOrNull(2), From: row.IsDBNull(3)
                        ? (DateTimeOffset?)null
                        : row.Time(3)),
                cancellationToken);
        foreach (var row in rows)
        {
            await connection
                .Sql(
                    "UPDATE paynode.providers SET settlement_seal = $2, next_settlement_seal = $3 WHERE id = $1",
                    row.Id.Value, seal.OfAddress(row.Id, row.Address), row.Next is { } next ? seal.OfAddress(row.Id, next, row.From) : null)
                .ExecuteAsync(cancellationToken);
        }

        return rows.Count;
    }

    private async Task<int> SealOrdersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var open = await OrderStore.OpenAsync(connection, cancellationToken);
        foreach (var order in open)
        {
            await connection.Sql("UPDATE paynode.orders SET seal = $2 WHERE id = $1", order.Id.Value, seal.OfOrder(order))
                .ExecuteAsync(cancellationToken);
        }

        return open.Count;
    }

    // An offer of a release without seals has no address of its own: it was made with its provider's.
    private async Task<int> SealOffersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection
            .Sql(
                """
                UPDATE paynode.offers f SET settlement_address = p.settlement_address FROM paynode.providers p
                WHERE p.id = f.provider_id AND f.settlement_address IS NULL AND f.state IN ('offered', 'accepted', 'fulfilled')
                """)
            .ExecuteAsync(cancellationToken);
        var offers = await OfferStore.OfOpenOrdersAsync(connection, cancellationToken);
        foreach (var offer in offers)
        {
            var order = (await OrderStore.FindAsync(connection, offer.Order, cancellationToken))!;
            await connection
                .Sql(
                    "UPDATE paynode.offers SET settlement_seal = $2, report_seal = $3 WHERE id = $1",
                    offer.Id.Value,
                    seal.OfOffer(offer, order, offer.SettlementAddress!),
                    offer.Reference is { } reference ? seal.OfReport(offer, order, reference) : null)
                .ExecuteAsync(cancellationToken);
        }

        return offers.Count;
    }

    private async Task<int> SealDecisionsAsync(NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await connection
            .Sql(
                """
                UPDATE paynode.chain_intents i SET provider_id = f.provider_id FROM paynode.offers f
                WHERE f.order_id = i.order_id AND f.state = 'fulfilled' AND i.kind = 'release' AND i.provider_id IS NULL
                AND (NOT i.is_final OR i.created_at >= $1)
                """,
                since)
            .ExecuteAsync(cancellationToken);
        var decided = await ChainIntentStore.SinceAsync(connection, since, cancellationToken);
        foreach (var intent in decided)
        {
            await connection
                .Sql(
                    """
                    UPDATE paynode.chain_intents SET seal = $3,
                        held_at = CASE WHEN held_reason = $4 THEN NULL ELSE held_at END, held_reason = NULLIF(held_reason, $4)
                    WHERE chain = $1 AND escrow_order_id = $2
                    """,
                    intent.Chain, intent.EscrowOrderId, seal.OfDecision(intent), HoldReason.Unproven)
                .ExecuteAsync(cancellationToken);
        }

        return decided.Count;
    }
}

/// <summary>Numbers of rows sealed as stored; see <see cref="ExistingSeals"/>.</summary>
/// <param name="Providers">Providers' settlement addresses.</param>
/// <param name="Orders">Orders that have not ended.</param>
/// <param name="Offers">Offers that are open, or paid and not settled.</param>
/// <param name="Decisions">Releases and refunds.</param>
public sealed record SealedCounts(int Providers, int Orders, int Offers, int Decisions);
