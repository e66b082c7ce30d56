using Npgsql;
using NpgsqlTypes;

namespace Paynode.LocalHost.Queues;

/// <summary>Writes messages to the queue tables in PostgreSQL.</summary>
internal sealed class PostgresQueueSender(
    NpgsqlDataSource source, QueueSignals signals, QueueTopology topology, QueueOptions options) : IQueueSender
{
    private const string Insert = """
        WITH incoming AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[], $4::text[], $5::bytea[], $6::timestamptz[])
                WITH ORDINALITY AS m(queue, message_id, named, session_id, body, available_at, place)),
        fresh AS (
            INSERT INTO durable.queue_receipts (queue, message_id)
            SELECT DISTINCT queue, message_id FROM incoming WHERE named ORDER BY queue, message_id
            ON CONFLICT DO NOTHING RETURNING queue, message_id),
        first AS (
            SELECT DISTINCT ON (queue, message_id) place FROM incoming WHERE named ORDER BY queue, message_id, place)
        INSERT INTO durable.queue_messages (queue, message_id, session_id, body, available_at, trace_parent)
        SELECT queue, message_id, session_id, body, coalesce(available_at, now()), $7 FROM incoming
        WHERE NOT named OR (place IN (SELECT place FROM first) AND (queue, message_id) IN (SELECT queue, message_id FROM fresh))
        ORDER BY place
        """;

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellation = default)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        foreach (var queue in await WriteAsync(connection, messages, cancellation).ConfigureAwait(false))
        {
            signals.Arrived(queue);
        }
    }

    /// <inheritdoc/>
    public async Task SendAsync(NpgsqlConnection connection, IReadOnlyList<QueueMessage> messages, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        foreach (var queue in await WriteAsync(connection, messages, cancellation).ConfigureAwait(false))
        {
            signals.Expected(queue);
        }
    }

    private async Task<HashSet<string>> WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<QueueMessage> messages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var all = messages.SelectMany(topology.Expand).ToArray();
        if (all.FirstOrDefault(message => message.Body.Length > options.MaxBodyBytes) is { } large)
        {
            throw new ArgumentException(
                $"A message to '{large.Queue}' has {large.Body.Length} bytes; {options.MaxBodyBytes} are allowed.", nameof(messages));
        }

        if (all.Length == 0)
        {
            return [];
        }

        await using var command = new NpgsqlCommand(Insert, connection);
        Add(command, NpgsqlDbType.Text, all.Select(message => message.Queue));
        Add(command, NpgsqlDbType.Text, all.Select(message => message.MessageId ?? Guid.CreateVersion7().ToString("N")));
        Add(command, NpgsqlDbType.Boolean, all.Select(message => message.MessageId is not null));
        Add(command, NpgsqlDbType.Text, all.Select(message => message.SessionId));
        Add(command, NpgsqlDbType.Bytea, all.Select(message => message.Body.ToArray()));
        Add(command, NpgsqlDbType.TimestampTz, all.Select(message => message.ScheduledEnqueueTime?.UtcDateTime));
        command.Parameters.Add(new NpgsqlParameter<string?>
        {
            TypedValue = Telemetry.CurrentTraceParent,
            NpgsqlDbType = NpgsqlDbType.Text,
        });
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        return [.. all.Select(message => message.Queue)];
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
}
