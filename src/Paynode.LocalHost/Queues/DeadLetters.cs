using Npgsql;

namespace Paynode.LocalHost.Queues;

/// <summary>Messages that could not be handled, for operators to inspect and requeue.</summary>
public sealed class DeadLetters
{
    private readonly NpgsqlDataSource _source;
    private readonly QueueSignals _signals;

    internal DeadLetters(NpgsqlDataSource source, QueueSignals signals) => (_source, _signals) = (source, signals);

    /// <summary>Maximum number of letters listed.</summary>
    private const int MaxListed = 100;

    /// <summary>A dead letter as operators see it. The body is not shown because it may contain personal data.</summary>
    public sealed record Letter(
        long Sequence,
        string MessageId,
        string? SessionId,
        DateTime EnqueuedAt,
        int DeliveryCount,
        string Reason,
        string Description,
        DateTime DeadAt);

    /// <summary>The oldest dead letters of a queue.</summary>
    public async Task<IReadOnlyList<Letter>> ListAsync(string queue, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(
            "SELECT sequence, message_id, session_id, enqueued_at, delivery_count, reason, description, dead_at "
            + $"FROM durable.dead_letters WHERE queue = $1 ORDER BY sequence LIMIT {MaxListed}");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        var letters = new List<Letter>();
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            letters.Add(new(
                reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetDateTime(3),
                reader.GetInt32(4), reader.GetString(5), reader.GetString(6), reader.GetDateTime(7)));
        }

        return letters;
    }

    /// <summary>Returns dead letters to their queue with the delivery count reset.</summary>
    /// <returns>The number of messages requeued.</returns>
    public async Task<int> RequeueAsync(string queue, long? sequence, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand("""
            WITH back AS (DELETE FROM durable.dead_letters WHERE queue = $1 AND ($2::bigint IS NULL OR sequence = $2) RETURNING *)
            INSERT INTO durable.queue_messages (queue, message_id, session_id, body, enqueued_at, available_at)
            SELECT queue, message_id, session_id, body, enqueued_at, now() FROM back ORDER BY sequence
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        command.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = sequence });
        var moved = await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        _signals.Arrived(queue);
        return moved;
    }
}
