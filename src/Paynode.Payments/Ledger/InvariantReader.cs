using System.Data;
using Npgsql;

namespace Paynode.Payments;

/// <summary>Counts violations of the invariants, and sums the figures they compare. All from one snapshot.</summary>
public sealed class InvariantReader(NpgsqlDataSource dataSource)
{
    private const int MaxEscrows = 1_000;

    /// <summary>Reads every figure. Reads the whole ledger: for reconciliation and tests, not for each request.</summary>
    /// <param name="now">The time that deadlines are compared with.</param>
    /// <param name="grace">How long past its deadline an order may stay open.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<InvariantFigures> ReadAsync(
        DateTimeOffset now, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return await ReadAsync(connection, now, grace, cancellationToken);
    }

    /// <summary>Same, as the connection's repeatable-read transaction sees it.</summary>
    public async Task<InvariantFigures> ReadAsync(
        NpgsqlConnection connection, DateTimeOffset now, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        return new InvariantFigures(
            await UnbalancedAsync(connection, cancellationToken),
            await TwoOutcomesAsync(connection, cancellationToken),
            await UnprovenAsync(connection, cancellationToken),
            await StuckAsync(connection, now - grace, cancellationToken),
            await EscrowsAsync(connection, cancellationToken));
    }

    private static Task<long> UnbalancedAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.Sql(
        """
        SELECT count(DISTINCT journal_id) FROM (
            SELECT journal_id FROM paynode.journal_lines GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0) unbalanced
        """).ScalarAsync<long>(cancellationToken);

    private static Task<long> TwoOutcomesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.Sql(
        """
        SELECT count(*) FROM (
            SELECT order_id FROM paynode.journals
            WHERE order_id IS NOT NULL AND type IN ('released', 'refunded', 'released_withdrawn', 'refunded_withdrawn')
            GROUP BY order_id
            HAVING sum(CASE WHEN type IN ('released', 'refunded') THEN 1 ELSE -1 END) > 1) twice
        """).ScalarAsync<long>(cancellationToken);

    private static Task<long> UnprovenAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.Sql(
        """
        SELECT count(*) FROM paynode.orders o
        WHERE o.state IN ('settled', 'refunded') AND NOT (
            (SELECT coalesce(sum(CASE WHEN j.type IN ('released', 'refunded') THEN 1 ELSE -1 END), 0) = 1
             FROM paynode.journals j
             WHERE j.order_id = o.id AND j.type IN (
                 CASE o.state WHEN 'settled' THEN 'released' ELSE 'refunded' END,
                 CASE o.state WHEN 'settled' THEN 'released_withdrawn' ELSE 'refunded_withdrawn' END))
            AND (o.state = 'refunded' OR EXISTS (
                SELECT FROM paynode.offers f WHERE f.order_id = o.id AND f.state = 'fulfilled' AND f.reference IS NOT NULL))
            AND (o.state = 'refunded' OR NOT EXISTS (
                SELECT FROM paynode.order_events e WHERE e.order_id = o.id AND e.type = 'escrow.released.undecided')))
        """).ScalarAsync<long>(cancellationToken);

    private static Task<long> StuckAsync(
        NpgsqlConnection connection, DateTimeOffset before, CancellationToken cancellationToken) => connection.Sql(
        """
        SELECT count(*) FROM paynode.orders
        WHERE state NOT IN ('settled', 'cancelled', 'refunded', 'expired') AND escrow_deadline < $1
        """,
        before).ScalarAsync<long>(cancellationToken);

    private static async Task<IReadOnlyList<EscrowSums>> EscrowsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.Sql(
            """
            SELECT l.account, l.currency,
                sum(l.amount_minor),
                coalesce(sum(l.amount_minor) FILTER (WHERE j.type IN ('locked', 'locked_withdrawn')), 0),
                coalesce(-sum(l.amount_minor) FILTER (WHERE j.type IN (
                    'released', 'released_withdrawn', 'credited', 'credited_withdrawn', 'credit_paid', 'credit_paid_withdrawn')), 0),
                coalesce(-sum(l.amount_minor) FILTER (WHERE j.type IN ('refunded', 'refunded_withdrawn')), 0)
            FROM paynode.journal_lines l JOIN paynode.journals j ON j.id = l.journal_id
            WHERE l.account LIKE 'escrow:%'
            GROUP BY l.account, l.currency ORDER BY l.account, l.currency LIMIT $1
            """,
            MaxEscrows).ListAsync(ReadSums, cancellationToken);

    private static EscrowSums ReadSums(NpgsqlDataReader row)
    {
        var currency = Currencies.Get(row.GetString(1));
        return new EscrowSums(
            row.GetString(0)["escrow:".Length..],
            row.Money(2, currency),
            row.Money(3, currency),
            row.Money(4, currency),
            row.Money(5, currency));
    }
}
