using Npgsql;

namespace Paynode.Payments;

/// <summary>Reservations that the database makes itself while Redis is unavailable.</summary>
public sealed class LiquidityHoldStore
{
    /// <summary>Finds an open reservation; null when there is none.</summary>
    public Task<LiquidityHold?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken) => connection.Sql(
        """
        SELECT hold_id, provider_id, token, fiat, amount_minor, expires_at FROM paynode.liquidity_holds
        WHERE hold_id = $1 AND is_open
        """,
        id).FirstAsync(Read, cancellationToken);

    /// <summary>The open reservations of a partition.</summary>
    public Task<List<LiquidityHold>> OpenAsync(
        NpgsqlConnection connection, string partition, DateTimeOffset now, CancellationToken cancellationToken) => connection.Sql(
        """
        SELECT hold_id, provider_id, token, fiat, amount_minor, expires_at FROM paynode.liquidity_holds
        WHERE fiat = $1 AND is_open AND expires_at > $2
        """,
        partition, now).ListAsync(Read, cancellationToken);

    /// <summary>
    /// Each provider's free liquidity: its balance less its open offers, open quotes and reservations. An offer or quote that the
    /// database reserved itself counts once, as a reservation.
    /// </summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="fiat">The currency.</param>
    /// <param name="takesOver">A quote whose reservation counts as free, or null.</param>
    /// <param name="now">Reservations and quotes that ended before do not count.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<Dictionary<ProviderId, Money>> FreeAsync(
        NpgsqlConnection connection, Currency fiat, Guid? takesOver, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await connection.Sql(
            """
            SELECT b.provider_id, b.available_minor - COALESCE(held.sum, 0)
            FROM paynode.provider_balances b
            LEFT JOIN (
                SELECT provider_id, sum(amount_minor) FROM (
                    SELECT provider_id, amount_minor FROM paynode.liquidity_holds
                    WHERE fiat = $1 AND is_open AND expires_at > $2 AND hold_id IS DISTINCT FROM $3
                    UNION ALL
                    SELECT f.provider_id, o.payout_minor FROM paynode.offers f JOIN paynode.orders o ON o.id = f.order_id
                    WHERE f.state IN ('offered', 'accepted') AND o.fiat = $1
                      AND NOT EXISTS (SELECT 1 FROM paynode.liquidity_holds h WHERE h.hold_id = f.id AND h.is_open)
                    UNION ALL
                    SELECT q.provider_id, q.payout_minor FROM paynode.quotes q
                    WHERE q.fiat = $1 AND q.expires_at > $2 AND q.id IS DISTINCT FROM $3
                      AND NOT EXISTS (SELECT 1 FROM paynode.liquidity_holds h WHERE h.hold_id = q.id)
                      AND NOT EXISTS (SELECT 1 FROM paynode.offers f WHERE f.order_id = q.order_id)
                ) every_one GROUP BY provider_id
            ) held USING (provider_id)
            WHERE b.currency = $1
            """,
            fiat.Code, now, takesOver).ListAsync(row => (Provider: new ProviderId(row.GetGuid(0)), Free: row.Money(1, fiat)),
            cancellationToken);
        return rows.ToDictionary(row => row.Provider, row => row.Free);
    }

    /// <summary>Stores a reservation.</summary>
    public Task InsertAsync(NpgsqlConnection connection, LiquidityHold hold, CancellationToken cancellationToken) => connection.Sql(
        """
        INSERT INTO paynode.liquidity_holds (hold_id, provider_id, token, fiat, amount_minor, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (hold_id) DO UPDATE
        SET provider_id = excluded.provider_id, amount_minor = excluded.amount_minor, expires_at = excluded.expires_at, is_open = true
        """,
        hold.Id, hold.Provider.Value, hold.Corridor.Token.Code, hold.Corridor.Fiat.Code, hold.Amount.Minor, hold.ExpiresAt)
        .ExecuteAsync(cancellationToken);

    /// <summary>
    /// Ends a reservation; when it was paid, the provider's balance is reduced by it until the provider reports a new one.
    /// </summary>
    public Task EndAsync(NpgsqlConnection connection, Guid id, bool paid, CancellationToken cancellationToken) => connection.Sql(
        """
        WITH ended AS (
            UPDATE paynode.liquidity_holds SET is_open = false WHERE hold_id = $1 AND is_open
            RETURNING provider_id, fiat, amount_minor
        )
        UPDATE paynode.provider_balances b SET available_minor = greatest(0, b.available_minor - ended.amount_minor)
        FROM ended WHERE $2 AND b.provider_id = ended.provider_id AND b.currency = ended.fiat
        """,
        id, paid).ExecuteAsync(cancellationToken);

    private static LiquidityHold Read(NpgsqlDataReader row)
    {
        var corridor = row.Corridor(2);
        return new LiquidityHold(
            row.GetGuid(0), new ProviderId(row.GetGuid(1)), corridor, row.Money(4, corridor.Fiat), row.Time(5));
    }
}

/// <summary>Liquidity that is reserved at a provider.</summary>
/// <param name="Id">The offer's or the quote's UUID.</param>
/// <param name="Provider">At which provider.</param>
/// <param name="Corridor">In which corridor.</param>
/// <param name="Amount">How much, in the corridor's fiat currency.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record LiquidityHold(Guid Id, ProviderId Provider, CorridorId Corridor, Money Amount, DateTimeOffset ExpiresAt);
