using Npgsql;
using NpgsqlTypes;

namespace Paynode.LocalHost.Queues;

/// <summary>The statements that consume one queue.</summary>
internal sealed class QueueStore(NpgsqlDataSource source, string queue)
{
    private const string Claim = """
        SELECT sequence, message_id, session_id, body, enqueued_at, delivery_count, trace_parent
        FROM durable.claim_messages($1, $2, $3, $4, $5, $6, $7)
        """;

    /// <summary>Claims messages that may be handled now, in order.</summary>
    public async Task<IReadOnlyList<ReceivedMessage>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Claim);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = request.Limit });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = request.InFlight });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = request.UseSessions });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = request.BusySessions });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = request.Epoch });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = request.PerSession });
        var messages = new List<ReceivedMessage>();
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            messages.Add(new(
                reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetFieldValue<byte[]>(3), reader.GetDateTime(4), reader.GetInt32(5),
                reader.IsDBNull(6) ? null : reader.GetString(6)));
        }

        messages.Sort(static (a, b) => a.Sequence.CompareTo(b.Sequence));
        return messages;
    }

    /// <summary>Removes completed messages and returns or dead-letters failed ones, in one transaction.</summary>
    public async Task SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection);
        if (settlements.Where(s => s.Outcome == Outcome.Completed).Select(s => s.Message.Sequence).ToArray() is { Length: > 0 } done)
        {
            var delete = new NpgsqlBatchCommand("DELETE FROM durable.queue_messages WHERE sequence = ANY($1)");
            delete.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = done });
            batch.BatchCommands.Add(delete);
        }

        foreach (var settlement in settlements.Where(s => s.Outcome != Outcome.Completed))
        {
            batch.BatchCommands.Add(settlement.Outcome == Outcome.Dead ? Bury(settlement) : PutBack(settlement));
        }

        await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Deletes message ids older than the given age.</summary>
    public async Task ForgetReceiptsAsync(TimeSpan age, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("DELETE FROM durable.queue_receipts WHERE queue = $1 AND seen_at < now() - $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = age });
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static NpgsqlBatchCommand PutBack(Settlement settlement)
    {
        var command = new NpgsqlBatchCommand("UPDATE durable.queue_messages SET available_at = now() + $2 WHERE sequence = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = settlement.Message.Sequence });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = settlement.Pause });
        return command;
    }

    private static NpgsqlBatchCommand Bury(Settlement settlement)
    {
        var command = new NpgsqlBatchCommand("""
            WITH gone AS (DELETE FROM durable.queue_messages WHERE sequence = $1 RETURNING *)
            INSERT INTO durable.dead_letters
                (sequence, queue, message_id, session_id, body, enqueued_at, delivery_count, reason, description)
            SELECT sequence, queue, message_id, session_id, body, enqueued_at, delivery_count, $2, $3 FROM gone
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = settlement.Message.Sequence });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = settlement.Reason });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = settlement.Description });
        return command;
    }
}

/// <summary>What may be claimed: the limit, and the messages and sessions already in progress.</summary>
internal sealed record ClaimRequest(
    int Limit, int PerSession, bool UseSessions, long[] InFlight, string[] BusySessions, long Epoch);

/// <summary>How the handling of a message ended.</summary>
internal enum Outcome
{
    Completed,
    PutBack,
    Dead,
}

/// <summary>The outcome for a message.</summary>
internal sealed record Settlement(ReceivedMessage Message, Outcome Outcome)
{
    public TimeSpan Pause { get; init; }

    public string Reason { get; init; } = "";

    public string Description { get; init; } = "";
}
