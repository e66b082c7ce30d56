using Npgsql;

namespace Paynode.Payments;

/// <summary>Quotes and offers with reserved liquidity, from the tables.</summary>
public sealed class OpenLiquidity
{
    /// <summary>Quotes that have not ended and that no offer has taken over yet.</summary>
    public Task<List<LiquidityHold>> QuotesAsync(
        NpgsqlConnection connection, string partition, DateTimeOffset now, CancellationToken cancellationToken) => connection.Sql(
        """
        SELECT q.id, q.provider_id, q.token, q.fiat, q.payout_minor, q.expires_at FROM paynode.quotes q
        WHERE q.fiat = $1 AND q.expires_at > $2
          AND NOT EXISTS (SELECT 1 FROM paynode.offers f WHERE f.order_id = q.order_id)
        """,
        partition, now).ListAsync(
            row =>
            {
                var corridor = row.Corridor(2);
                return new LiquidityHold(
                    row.GetGuid(0), new ProviderId(row.GetGuid(1)), corridor, row.Money(4, corridor.Fiat), row.Time(5));
            },
            cancellationToken);

    /// <summary>Offers that may still be paid.</summary>
    public Task<List<RoutedOfferRow>> OffersAsync(NpgsqlConnection connection, string partition, CancellationToken cancellationToken) =>
        connection.Sql(RoutedOfferRow.Select + "WHERE f.state IN ('offered', 'accepted') AND o.fiat = $1", partition)
            .ListAsync(RoutedOfferRow.Read, cancellationToken);

    /// <summary>Any offer, however long ago it was made; null when there is none.</summary>
    public Task<RoutedOfferRow?> OfferAsync(NpgsqlConnection connection, OfferId offer, CancellationToken cancellationToken) =>
        connection.Sql(RoutedOfferRow.Select + "WHERE f.id = $1", offer.Value).FirstAsync(RoutedOfferRow.Read, cancellationToken);
}
