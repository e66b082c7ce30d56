using System.Text.Json;
using Npgsql;
using static Paynode.Payments.SqlCommands;

namespace Paynode.Payments;

/// <content>Transitions and events.</content>
public sealed partial class OrderStore
{
    /// <summary>
    /// Moves an order, if <see cref="OrderTransitions"/> allows it from its current state, and records the state as an event. The
    /// order's row stays locked until the transaction ends.
    /// </summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="id">Which order.</param>
    /// <param name="to">The new state.</param>
    /// <param name="now">When.</param>
    /// <param name="data">Further facts for the event, or null.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InvalidOperationException">There is no such order.</exception>
    public async Task<MoveResult> MoveAsync(
        NpgsqlConnection connection,
        OrderId id,
        OrderState to,
        DateTimeOffset now,
        IReadOnlyDictionary<string, string>? data = null,
        CancellationToken cancellationToken = default)
    {
        var current = await LockStateAsync(connection, id, cancellationToken);
        if (current == to)
        {
            return new MoveResult(MoveOutcome.AlreadyThere, current);
        }

        if (!OrderTransitions.Allows(current, to))
        {
            return new MoveResult(MoveOutcome.Refused, current);
        }

        await connection.Sql(
            """
            WITH moved AS (
                UPDATE paynode.orders SET state = $2, updated_at = greatest(updated_at, $3), last_event = last_event + 1
                WHERE id = $1 RETURNING id, last_event)
            INSERT INTO paynode.order_events (order_id, sequence, type, at, data) SELECT id, last_event, $2, $3, $4::jsonb FROM moved
            """,
            id.Value, to.ToWire(), now, Json(data)).ExecuteAsync(cancellationToken);
        return new MoveResult(MoveOutcome.Moved, to);
    }

    /// <summary>Records that an order's deposit was reverted, or came back. Either counts as a change: waiting periods restart.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="id">Which order.</param>
    /// <param name="areThere">Whether they are there.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task MarkFundsAsync(
        NpgsqlConnection connection, OrderId id, bool areThere, DateTimeOffset now,
        CancellationToken cancellationToken = default) => connection
        .Sql(
            "UPDATE paynode.orders SET funds_withdrawn_at = CASE WHEN $2 THEN NULL ELSE $3 END, updated_at = greatest(updated_at, $3) "
                + "WHERE id = $1",
            id.Value, areThere, now)
        .ExecuteAsync(cancellationToken);

    /// <summary>Appends an event to an order's history without a transition.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="id">Which order.</param>
    /// <param name="type">What happened: "offer.made".</param>
    /// <param name="now">When.</param>
    /// <param name="data">Further facts, or null.</param>
    /// <param name="onceKey">Idempotency key of the event, or null to append in any case.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when the history already has an event with that key.</returns>
    public async Task<bool> AppendEventAsync(
        NpgsqlConnection connection,
        OrderId id,
        string type,
        DateTimeOffset now,
        IReadOnlyDictionary<string, string>? data = null,
        string? onceKey = null,
        CancellationToken cancellationToken = default)
    {
        // Two statements in one round trip: only after the lock does the query for the key see all earlier events.
        await using var batch = connection.Batch(
            Statement("SELECT FROM paynode.orders WHERE id = $1 FOR NO KEY UPDATE", id.Value),
            Statement(
                """
                WITH counted AS (
                    UPDATE paynode.orders SET last_event = last_event + 1
                    WHERE id = $1 AND NOT EXISTS (SELECT FROM paynode.order_events WHERE order_id = $1 AND once_key = $5)
                    RETURNING id, last_event)
                INSERT INTO paynode.order_events (order_id, sequence, type, at, data, once_key)
                SELECT id, last_event, $2, $3, $4::jsonb, $5 FROM counted
                """,
                id.Value, type, now, Json(data), onceKey));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[1].RecordsAffected > 0;
    }

    /// <summary>
    /// Records an event that an unknown party caused for an order: the first is added to its history, all are counted. The caller
    /// ensures that none is recorded twice.
    /// </summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="id">Which order.</param>
    /// <param name="type">What happened: "deposit.mismatched".</param>
    /// <param name="now">When.</param>
    /// <param name="data">Further facts.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task CountEventAsync(
        NpgsqlConnection connection, OrderId id, string type, DateTimeOffset now, IReadOnlyDictionary<string, string> data,
        CancellationToken cancellationToken = default)
    {
        await AppendEventAsync(connection, id, type, now, data, type, cancellationToken);
        await connection.Sql(
            """
            INSERT INTO paynode.order_counts AS known (order_id, type, count, first_at, last_at, data) VALUES ($1, $2, 1, $3, $3, $4::jsonb)
            ON CONFLICT (order_id, type) DO UPDATE
            SET count = known.count + 1, last_at = greatest(known.last_at, excluded.last_at), data = excluded.data
            """,
            id.Value, type, now, Json(data)).ExecuteAsync(cancellationToken);
    }

    private static async Task<OrderState> LockStateAsync(NpgsqlConnection connection, OrderId id, CancellationToken cancellationToken)
    {
        var state = await connection
            .Sql("SELECT state FROM paynode.orders WHERE id = $1 FOR NO KEY UPDATE", id.Value)
            .ScalarAsync<string>(cancellationToken);
        return state is null ? throw new InvalidOperationException($"There is no order {id}.") : OrderRow.State(state);
    }

    private static string Json(IReadOnlyDictionary<string, string>? data) => data is null
        ? "{}"
        : JsonSerializer.Serialize(data.ToDictionary(pair => pair.Key, pair => StorableText.Of(pair.Value)));
}

/// <summary>Result of an order's transition.</summary>
/// <param name="Outcome">Whether it moved.</param>
/// <param name="Current">The order's state after it.</param>
public readonly record struct MoveResult(MoveOutcome Outcome, OrderState Current)
{
    /// <summary>Whether the order is in the requested state, now or before.</summary>
    public bool IsThere => Outcome is MoveOutcome.Moved or MoveOutcome.AlreadyThere;
}
