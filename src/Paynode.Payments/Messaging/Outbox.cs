using Npgsql;

namespace Paynode.Payments;

/// <summary>
/// Publishes every committed change at least once: its message commits with it, and is leased, published and deleted afterwards.
/// When a publisher crashes, its lease expires. Receivers must tolerate duplicates and messages out of order.
/// </summary>
public sealed class Outbox(NpgsqlDataSource dataSource)
{
    /// <summary>Maximum messages per lease.</summary>
    public const int MaxTake = 1_000;

    /// <summary>Adds a message to the transaction's changes.</summary>
    public Task AddAsync(
        NpgsqlConnection connection,
        string kind,
        string destination,
        string name,
        string payload,
        DateTimeOffset now,
        CancellationToken cancellationToken = default) => connection
        .Sql(
            "INSERT INTO paynode.outbox (kind, destination, name, payload, created_at) VALUES ($1, $2, $3, $4, $5)",
            kind, destination, name, payload, now)
        .ExecuteAsync(cancellationToken);

    /// <summary>Leases the oldest messages that are not leased. Concurrent callers get different ones.</summary>
    /// <param name="limit">Maximum number; clamped between 1 and <see cref="MaxTake"/>.</param>
    /// <param name="now">When.</param>
    /// <param name="lease">How long the caller has to publish them.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<OutboxMessage[]> TakeAsync(
        int limit, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        // Materialized, so that the locking select runs once, whatever the plan of the join.
        var taken = await dataSource.Sql(
            """
            WITH due AS MATERIALIZED (
                SELECT id FROM paynode.outbox WHERE leased_until IS NULL OR leased_until <= $2
                ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
            UPDATE paynode.outbox message SET leased_until = $3, attempts = attempts + 1 FROM due WHERE message.id = due.id
            RETURNING message.id, kind, destination, name, payload, attempts
            """,
            Math.Clamp(limit, 1, MaxTake), now, now + lease).ListAsync(
                row => new OutboxMessage(
                    row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5)),
                cancellationToken);
        return [.. taken.OrderBy(message => message.Id)];
    }

    /// <summary>Whether a message of a kind to a destination is pending, leased or not.</summary>
    public Task<bool> IsWaitingAsync(string kind, string destination, CancellationToken cancellationToken = default) => dataSource
        .Sql("SELECT EXISTS (SELECT FROM paynode.outbox WHERE kind = $1 AND destination = $2)", kind, destination)
        .ScalarAsync<bool>(cancellationToken);

    /// <summary>Deletes published messages.</summary>
    public Task DoneAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default) => dataSource
        .Sql("DELETE FROM paynode.outbox WHERE id = ANY($1)", ids.ToArray())
        .ExecuteAsync(cancellationToken);

    /// <summary>Pending messages, leased or not; counted up to 10,000.</summary>
    public Task<long> CountAsync(CancellationToken cancellationToken = default) => dataSource
        .Sql("SELECT count(*) FROM (SELECT FROM paynode.outbox LIMIT 10000) waiting")
        .ScalarAsync<long>(cancellationToken);
}

/// <summary>A message to be published for a committed change.</summary>
/// <param name="Id">Its position in the outbox.</param>
/// <param name="Kind">How it is published: "event", "queue", "start" …</param>
/// <param name="Destination">To whom: an orchestration's instance, a queue.</param>
/// <param name="Name">What it is called there.</param>
/// <param name="Payload">How often it has been leased, this time included; above 1 it may have been published before.</param>
/// <param name="Attempts">How often it has been taken, this time included; above 1 it may have been published before.</param>
public sealed record OutboxMessage(long Id, string Kind, string Destination, string Name, string Payload, int Attempts);

/// <summary>What an outbox message asks for.</summary>
public static class OutboxKinds
{
    /// <summary>Start an order's orchestration; destination is the order id.</summary>
    public const string Start = "start";

    /// <summary>Raise an event to an order's orchestration; destination is the order id, name the event's.</summary>
    public const string Raise = "raise";
}
