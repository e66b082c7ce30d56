using Npgsql;

namespace Paynode.Payments;

/// <summary>Quotes, each used by at most one order.</summary>
public sealed class QuoteStore(NpgsqlDataSource dataSource)
{
    private const int PurgeBatch = 10_000;

    private const string Columns =
        "id, tenant_id, token, fiat, source_minor, fee_minor, rate_scaled, payout_minor, expires_at, provider_id, created_at";

    /// <summary>
    /// An unfunded order's quote holds no liquidity after it has ended, and counts towards the next quote like one without an
    /// order.
    /// </summary>
    private const string ShareQuery =
        """
        SELECT
            (SELECT COALESCE(sum(payout_minor), 0) FROM paynode.quotes
             WHERE tenant_id = $1 AND fiat = $3 AND order_id IS NULL AND expires_at > $4)
            + (SELECT COALESCE(sum(q.payout_minor), 0) FROM paynode.orders o JOIN paynode.quotes q ON q.id = o.quote_id
               WHERE o.tenant_id = $1 AND o.fiat = $3 AND o.created_at > $5 AND o.state IN ('initiated', 'cancelled', 'expired')
                 AND q.expires_at > $4),
            (SELECT COALESCE(sum(b.available_minor), 0) FROM paynode.provider_balances b JOIN paynode.providers p ON p.id = b.provider_id
             WHERE b.currency = $3 AND p.enabled AND EXISTS (
                 SELECT FROM paynode.provider_rates r WHERE r.provider_id = p.id AND r.token = $2 AND r.fiat = $3))
        """;

    /// <summary>Stores a quote.</summary>
    public Task InsertAsync(Quote quote, CancellationToken cancellationToken = default) => dataSource.InTransactionAsync(
        connection => InsertAsync(connection, quote, cancellationToken), cancellationToken);

    /// <summary>Same, within a transaction.</summary>
    public Task InsertAsync(NpgsqlConnection connection, Quote quote, CancellationToken cancellationToken = default) => connection.Sql(
        $"INSERT INTO paynode.quotes ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        quote.Id.Value,
        quote.Tenant.Value,
        quote.Corridor.Token.Code,
        quote.Corridor.Fiat.Code,
        quote.Price.Source.Minor,
        quote.Price.Fee.Minor,
        quote.Price.Rate.Scaled,
        quote.Price.Payout.Minor,
        quote.ExpiresAt,
        quote.ReservedProvider.Value,
        quote.CreatedAt).ExecuteAsync(cancellationToken);

    /// <summary>A tenant's quote; null when there is none with that id, or it belongs to another tenant.</summary>
    public Task<Quote?> FindAsync(QuoteId id, TenantId tenant, CancellationToken cancellationToken = default) => dataSource
        .Sql($"SELECT {Columns} FROM paynode.quotes WHERE id = $1 AND tenant_id = $2", id.Value, tenant.Value)
        .FirstAsync(Read, cancellationToken);

    /// <summary>Assigns a quote to an order. Of several orders only one gets it; that order may repeat the call.</summary>
    /// <returns>The quote, or <c>quote_unknown</c>, <c>quote_used</c>, <c>quote_expired</c>.</returns>
    public async Task<Result<Quote>> TryTakeAsync(
        NpgsqlConnection connection,
        QuoteId id,
        TenantId tenant,
        OrderId order,
        DateTimeOffset now,
        CancellationToken cancellationToken = default)
    {
        var taken = await connection.Sql(
            $"""
            UPDATE paynode.quotes SET order_id = $3
            WHERE id = $1 AND tenant_id = $2 AND (order_id = $3 OR (order_id IS NULL AND expires_at > $4))
            RETURNING {Columns}
            """,
            id.Value, tenant.Value, order.Value, now).FirstAsync(Read, cancellationToken);
        return taken is not null ? taken : await WhyNotAsync(connection, id, tenant, cancellationToken);
    }

    /// <summary>
    /// How much of a corridor's liquidity a sender's quotes use. The sender's next quote in the currency waits until this
    /// transaction ends: of many concurrent requests, each sees those before it.
    /// </summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="tenant">Whose.</param>
    /// <param name="corridor">The corridor. Liquidity is held by currency, so quotes of its other corridors count too.</param>
    /// <param name="lapsedSince">Quotes that ended unused since then count, with or without an unfunded order.</param>
    /// <param name="createdSince">No quote that counts has an order from before this time.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<QuotedShare> ShareAsync(
        NpgsqlConnection connection, TenantId tenant, CorridorId corridor, DateTimeOffset lapsedSince, DateTimeOffset createdSince,
        CancellationToken cancellationToken = default)
    {
        await connection.Sql("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", $"quotes:{tenant.Value:N}:{corridor.Fiat.Code}")
            .ExecuteAsync(cancellationToken);
        return await ReadAsync(
            connection.Sql(ShareQuery, ShareOf(tenant, corridor, lapsedSince, createdSince)), corridor, cancellationToken);
    }

    /// <summary>The same, currently: without a transaction, and without waiting for one.</summary>
    public Task<QuotedShare> ReadShareAsync(
        TenantId tenant, CorridorId corridor, DateTimeOffset lapsedSince, DateTimeOffset createdSince,
        CancellationToken cancellationToken = default) =>
        ReadAsync(dataSource.Sql(ShareQuery, ShareOf(tenant, corridor, lapsedSince, createdSince)), corridor, cancellationToken);

    /// <summary>Deletes quotes that expired before a time without an order.</summary>
    public Task<int> PurgeAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken = default) => dataSource.Sql(
        """
        DELETE FROM paynode.quotes WHERE order_id IS NULL AND id IN (
            SELECT id FROM paynode.quotes WHERE order_id IS NULL AND expires_at < $1 LIMIT $2)
        """,
        expiredBefore, PurgeBatch).ExecuteAsync(cancellationToken);

    private static object?[] ShareOf(TenantId tenant, CorridorId corridor, DateTimeOffset lapsedSince, DateTimeOffset createdSince) =>
        [tenant.Value, corridor.Token.Code, corridor.Fiat.Code, lapsedSince, createdSince];

    private static async Task<QuotedShare> ReadAsync(NpgsqlCommand command, CorridorId corridor, CancellationToken cancellationToken) =>
        (await command.FirstAsync(row => new QuotedShare(row.Money(0, corridor.Fiat), row.Money(1, corridor.Fiat)), cancellationToken))!;

    private static async Task<Problem> WhyNotAsync(
        NpgsqlConnection connection, QuoteId id, TenantId tenant, CancellationToken cancellationToken)
    {
        var isTaken = await connection
            .Sql("SELECT order_id IS NOT NULL FROM paynode.quotes WHERE id = $1 AND tenant_id = $2", id.Value, tenant.Value)
            .ScalarAsync<bool?>(cancellationToken);
        return isTaken switch
        {
            null => new Problem("quote_unknown", "There is no such quote.", "quoteId"),
            true => new Problem("quote_used", "The quote belongs to an order already.", "quoteId"),
            false => new Problem("quote_expired", "The quote has expired; ask for a new one.", "quoteId"),
        };
    }

    private static Quote Read(NpgsqlDataReader row)
    {
        var corridor = row.Corridor(2);
        return new Quote(
            new QuoteId(row.GetGuid(0)),
            new TenantId(row.GetGuid(1)),
            corridor,
            row.Price(4, corridor),
            row.Time(8),
            new ProviderId(row.GetGuid(9)),
            row.Time(10));
    }
}
