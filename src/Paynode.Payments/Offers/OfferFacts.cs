using Npgsql;

namespace Paynode.Payments;

/// <summary>Reads past offers for statistics.</summary>
public sealed class OfferFacts(NpgsqlDataSource dataSource)
{
    /// <summary>Maximum offers of a corridor that are read: 30 days of a quiet corridor, the last hours of a busy one.</summary>
    public const int MostOffers = 20_000;

    /// <summary>The batches in which a corridor's orders, offered since a time, were released on chain, by provider.</summary>
    public Task<List<SettledShare>> SettledAsync(CorridorId corridor, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(corridor);
        return dataSource.Sql(
            """
            WITH paid AS (
                SELECT o.order_id, o.provider_id FROM paynode.offers o JOIN paynode.orders r ON r.id = o.order_id
                WHERE o.offered_at >= $3 AND o.state = 'fulfilled' AND r.token = $1 AND r.fiat = $2 ORDER BY o.offered_at DESC LIMIT $4
            ), settled AS (
                SELECT paid.provider_id, i.chain, i.batch_key, count(*) AS own
                FROM paid JOIN paynode.chain_intents i ON i.order_id = paid.order_id
                WHERE i.kind = 'release' AND i.is_final AND i.batch_key IS NOT NULL GROUP BY 1, 2, 3)
            SELECT provider_id, chain, batch_key, own::int,
                (SELECT count(*) FROM paynode.chain_intents i WHERE i.batch_key = settled.batch_key)::int
            FROM settled
            """,
            corridor.Token.Code, corridor.Fiat.Code, since, MostOffers).ListAsync(
                row =>
                    new SettledShare(new ProviderId(row.GetGuid(0)), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4)),
                cancellationToken);
    }

    /// <summary>The latest offers of a corridor since a time.</summary>
    public Task<List<OfferFact>> RecentAsync(CorridorId corridor, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(corridor);
        return dataSource.Sql(
            """
            WITH recent AS (
                SELECT o.id, o.order_id, o.provider_id, o.offered_at, o.updated_at, o.state, o.code,
                r.payout_minor, r.rate_scaled, r.state AS order_state
                FROM paynode.offers o JOIN paynode.orders r ON r.id = o.order_id
                WHERE o.offered_at >= $3 AND r.token = $1 AND r.fiat = $2 ORDER BY o.offered_at DESC LIMIT $4)
            SELECT provider_id, offered_at,
                (SELECT min(e.at) FROM paynode.order_events e
                 WHERE e.order_id = recent.order_id AND e.type = 'offer.accepted' AND e.data ->> 'offerId' = recent.id::text),
                updated_at, state, code, payout_minor, rate_scaled, order_state = 'refunded',
                (SELECT count(*) FROM paynode.offer_late_reports l WHERE l.offer_id = recent.id AND l.reported = 'fulfilled')::int,
                (SELECT count(*) FROM paynode.offer_late_reports l WHERE l.offer_id = recent.id)::int
            FROM recent
            """,
            corridor.Token.Code, corridor.Fiat.Code, since, MostOffers).ListAsync(
                row => new OfferFact(
                    new ProviderId(row.GetGuid(0)),
                    row.Time(1),
                    row.IsDBNull(2) ? null : row.Time(2),
                    row.Time(3),
                    Enum.Parse<OfferState>(row.GetString(4), ignoreCase: true),
                    row.TextOrNull(5),
                    row.Money(6, corridor.Fiat),
                    new ExchangeRate(row.GetInt64(7)),
                    row.GetBoolean(8),
                    row.GetInt32(9),
                    row.GetInt32(10)),
                cancellationToken);
    }
}
