using Npgsql;

namespace Paynode.Payments;

/// <summary>The routing decision behind each attempt at an order, stored as the router explained it.</summary>
public sealed class DecisionStore(NpgsqlDataSource dataSource)
{
    private const int MaxOfOrder = 100;

    /// <summary>
    /// Stores a decision. An attempt has one decision that led to an offer: a repeated call returns that one. A decision without
    /// a candidate is replaced by the next one.
    /// </summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="offer">The resulting offer, or null when there was no candidate.</param>
    /// <param name="order">For which order.</param>
    /// <param name="attempt">For which attempt, from 1.</param>
    /// <param name="json">The decision as a JSON document.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<StoredDecision> SaveAsync(
        NpgsqlConnection connection,
        OfferId? offer,
        OrderId order,
        int attempt,
        string json,
        DateTimeOffset now,
        CancellationToken cancellationToken = default)
    {
        await connection.Sql(
            """
            INSERT INTO paynode.decisions (order_id, attempt, offer_id, decision, at) VALUES ($1, $2, $3, $4::json, $5)
            ON CONFLICT (order_id, attempt) DO UPDATE SET offer_id = excluded.offer_id, decision = excluded.decision, at = excluded.at
            WHERE decisions.offer_id IS NULL
            """,
            order.Value, attempt, offer?.Value, json, now).ExecuteAsync(cancellationToken);
        return (await connection
            .Sql("SELECT attempt, offer_id, decision, at FROM paynode.decisions WHERE order_id = $1 AND attempt = $2", order.Value, attempt)
            .FirstAsync(Read, cancellationToken))!;
    }

    /// <summary>An order's decisions, by attempt.</summary>
    public Task<List<StoredDecision>> ForOrderAsync(OrderId order, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            "SELECT attempt, offer_id, decision, at FROM paynode.decisions WHERE order_id = $1 ORDER BY attempt LIMIT $2", order.Value,
            MaxOfOrder)
        .ListAsync(Read, cancellationToken);

    /// <summary>Whether an attempt has a decision, with or without an offer.</summary>
    public Task<bool> IsDecidedAsync(OrderId order, int attempt, CancellationToken cancellationToken = default) => dataSource
        .Sql("SELECT EXISTS (SELECT FROM paynode.decisions WHERE order_id = $1 AND attempt = $2)", order.Value, attempt)
        .ScalarAsync<bool>(cancellationToken);

    private static StoredDecision Read(NpgsqlDataReader row) => new(
        row.GetInt32(0),
        row.IsDBNull(1) ? null : new OfferId(row.GetGuid(1)),
        row.GetString(2),
        row.Time(3));
}

/// <summary>A routing decision.</summary>
/// <param name="Attempt">Which attempt of the order, from 1.</param>
/// <param name="Offer">The resulting offer, or null when there was no candidate.</param>
/// <param name="Json">The decision as the router wrote it.</param>
/// <param name="At">When.</param>
public sealed record StoredDecision(int Attempt, OfferId? Offer, string Json, DateTimeOffset At);
