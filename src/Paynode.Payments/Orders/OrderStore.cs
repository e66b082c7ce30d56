using Npgsql;

namespace Paynode.Payments;

/// <summary>Orders, their transitions and their history. Whoever changes an order locks its row first.</summary>
public sealed partial class OrderStore(NpgsqlDataSource dataSource)
{
    /// <summary>Maximum orders per page.</summary>
    public const int MaxPage = 100;

    /// <summary>Stores a new order and records its state as the first event of its history.</summary>
    /// <returns>The order as it was stored, or <c>reference_taken</c>. The transaction stays usable either way.</returns>
    /// <exception cref="InvalidOperationException">The id, the quote or the escrow's id belongs to another order.</exception>
    public async Task<Result<Order>> InsertAsync(
        NpgsqlConnection connection, Order order, CancellationToken cancellationToken = default)
    {
        var inserted = await connection.Sql(
            $"""
            WITH created AS (
                INSERT INTO paynode.orders ({OrderRow.NewColumns})
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
                    $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
                ON CONFLICT DO NOTHING RETURNING id, state, created_at)
            INSERT INTO paynode.order_events (order_id, sequence, type, at, data)
            SELECT id, 1, state, created_at, jsonb_build_object() FROM created
            """,
            OrderRow.Values(order)).ExecuteAsync(cancellationToken);
        if (inserted > 0)
        {
            return order with
            {
                DepositBy = order.DepositBy.Stored(),
                EscrowDeadline = order.EscrowDeadline.Stored(),
                CreatedAt = order.CreatedAt.Stored(),
                UpdatedAt = order.UpdatedAt.Stored(),
            };
        }

        return await IsReferenceTakenAsync(connection, order, cancellationToken)
            ? new Problem("reference_taken", "Another order has this reference.", "reference")
            : throw new InvalidOperationException($"Order {order.Id}, its quote or its escrow id exists already.");
    }

    /// <summary>An order of any tenant.</summary>
    public Task<Order?> FindAsync(OrderId id, CancellationToken cancellationToken = default) => dataSource
        .Sql($"SELECT {OrderRow.Columns} FROM paynode.orders WHERE id = $1", id.Value)
        .FirstAsync(OrderRow.Read, cancellationToken);

    /// <summary>An order, as the caller's transaction sees it.</summary>
    internal static Task<Order?> FindAsync(NpgsqlConnection connection, OrderId id, CancellationToken cancellationToken) => connection
        .Sql($"SELECT {OrderRow.Columns} FROM paynode.orders WHERE id = $1", id.Value)
        .FirstAsync(OrderRow.Read, cancellationToken);

    /// <summary>Orders that have not ended, locked until the transaction ends.</summary>
    internal static Task<List<Order>> OpenAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection
        .Sql($"SELECT {OrderRow.Columns} FROM paynode.orders WHERE state NOT IN ('settled', 'refunded', 'cancelled', 'expired') FOR UPDATE")
        .ListAsync(OrderRow.Read, cancellationToken);

    /// <summary>A tenant's order; null when there is none with that id, or it belongs to another tenant.</summary>
    public Task<Order?> FindAsync(OrderId id, TenantId tenant, CancellationToken cancellationToken = default) => dataSource
        .Sql($"SELECT {OrderRow.Columns} FROM paynode.orders WHERE id = $1 AND tenant_id = $2", id.Value, tenant.Value)
        .FirstAsync(OrderRow.Read, cancellationToken);

    /// <summary>The order whose funds an escrow holds under this id.</summary>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="escrowOrderId">The escrow's id, hex with 0x.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<Order?> FindByEscrowIdAsync(string chain, string escrowOrderId, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            $"SELECT {OrderRow.Columns} FROM paynode.orders WHERE chain = $1 AND escrow_order_id = $2",
            chain, escrowOrderId.ToLowerInvariant())
        .FirstAsync(OrderRow.Read, cancellationToken);

    /// <summary>An order's current row, locked until the transaction ends.</summary>
    public Task<Order?> LockAsync(NpgsqlConnection connection, OrderId id, CancellationToken cancellationToken = default) => connection
        .Sql($"SELECT {OrderRow.Columns} FROM paynode.orders WHERE id = $1 FOR NO KEY UPDATE", id.Value)
        .FirstAsync(OrderRow.Read, cancellationToken);

    /// <inheritdoc cref="FindByEscrowIdAsync"/>
    /// <remarks>The current row, locked until the transaction ends.</remarks>
    public Task<Order?> LockByEscrowIdAsync(
        NpgsqlConnection connection, string chain, string escrowOrderId, CancellationToken cancellationToken = default) => connection
        .Sql(
            $"SELECT {OrderRow.Columns} FROM paynode.orders WHERE chain = $1 AND escrow_order_id = $2 FOR NO KEY UPDATE",
            chain, escrowOrderId.ToLowerInvariant())
        .FirstAsync(OrderRow.Read, cancellationToken);

    /// <summary>How many of a tenant's orders are unfunded, or were created recently and cancelled.</summary>
    /// <param name="connection">The caller's connection.</param>
    /// <param name="tenant">Whose.</param>
    /// <param name="cancelledSince">Cancelled orders that were created since then count.</param>
    /// <param name="most">Counting stops at this number.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<long> CountUnfundedAsync(
        NpgsqlConnection connection, TenantId tenant, DateTimeOffset cancelledSince, int most,
        CancellationToken cancellationToken = default) => await connection
        .Sql(
            """
            SELECT count(*) FROM (
                SELECT FROM paynode.orders WHERE tenant_id = $1 AND state = 'initiated'
                UNION ALL
                SELECT FROM paynode.orders WHERE tenant_id = $1 AND state = 'cancelled' AND created_at > $2
                LIMIT $3) unfunded
            """,
            tenant.Value, cancelledSince, most)
        .ScalarAsync<long>(cancellationToken);

    /// <summary>A page of a tenant's orders, newest first.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="state">Only those in this state, or null for all.</param>
    /// <param name="cursor">The former page's <see cref="OrderPage.NextCursor"/>, or null for the first page.</param>
    /// <param name="limit">Maximum orders on the page; clamped between 1 and <see cref="MaxPage"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The page, or <c>cursor_malformed</c>.</returns>
    public async Task<Result<OrderPage>> ListAsync(
        TenantId tenant, OrderState? state, string? cursor, int limit, CancellationToken cancellationToken = default)
    {
        var after = new OrderCursor(DateTimeOffset.MaxValue, Guid.AllBitsSet);
        if (cursor is not null && !OrderCursor.TryParse(cursor, out after))
        {
            return new Problem("cursor_malformed", "The cursor is not one that a page returned.", "cursor");
        }

        // One row more than requested shows whether there is a next page.
        limit = Math.Clamp(limit, 1, MaxPage);
        var orders = await dataSource.Sql(
            $"""
            SELECT {OrderRow.Columns} FROM paynode.orders
            WHERE tenant_id = $1 AND (created_at, id) < ($2, $3) {(state is null ? "" : "AND state = $5")}
            ORDER BY created_at DESC, id DESC LIMIT $4
            """,
            [tenant.Value, after.CreatedAt, after.Id, limit + 1, .. state is null ? Array.Empty<object>() : [state.Value.ToWire()]])
            .ListAsync(OrderRow.Read, cancellationToken);
        return orders.Count <= limit
            ? new OrderPage(orders, null)
            : new OrderPage(orders[..limit], OrderCursor.After(orders[limit - 1]).ToString());
    }

    private static async Task<bool> IsReferenceTakenAsync(
        NpgsqlConnection connection, Order order, CancellationToken cancellationToken) => await connection
        .Sql(
            "SELECT EXISTS (SELECT FROM paynode.orders WHERE tenant_id = $1 AND reference = $2 AND id <> $3)",
            order.Tenant.Value, order.Reference, order.Id.Value)
        .ScalarAsync<bool>(cancellationToken);
}
