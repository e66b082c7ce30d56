using Npgsql;
using NpgsqlTypes;

namespace Paynode.LocalHost.Durable;

/// <summary>The statements that write, read and remove inbox messages.</summary>
internal static class InboxRows
{
    /// <summary>Maximum number of messages in one read.</summary>
    private const int MaxRead = 10_000;

    /// <summary>Maximum bytes in one read, not counting the last message.</summary>
    private const int MaxReadBytes = 16 << 20;

    private const string Insert = """
        INSERT INTO durable.inbox (id, partition, instance_id, generation, event)
        SELECT id, partition, instance_id, generation, event
        FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::integer[], $5::bytea[])
            WITH ORDINALITY AS m(id, partition, instance_id, generation, event, place)
        ORDER BY place
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>Adds the statement that writes these messages.</summary>
    public static void AddInsert(NpgsqlBatch batch, IReadOnlyCollection<InboxMessage> messages)
    {
        var command = new NpgsqlBatchCommand(Insert);
        Add(command, NpgsqlDbType.Uuid, messages.Select(message => message.Id));
        Add(command, NpgsqlDbType.Smallint, messages.Select(message => (short)message.Partition));
        Add(command, NpgsqlDbType.Text, messages.Select(message => message.InstanceId));
        Add(command, NpgsqlDbType.Integer, messages.Select(message => message.Generation));
        Add(command, NpgsqlDbType.Bytea, messages.Select(Encode));
        batch.BatchCommands.Add(command);
    }

    /// <summary>Adds the statement that removes these messages; it fails unless all of them exist.</summary>
    public static void AddConsume(NpgsqlBatch batch, IReadOnlyCollection<Guid> ids)
    {
        var command = new NpgsqlBatchCommand("SELECT durable.consume($1)");
        Add(command, NpgsqlDbType.Uuid, ids);
        batch.BatchCommands.Add(command);
    }

    /// <summary>Reads a partition's messages in the order of sending.</summary>
    public static async Task<IReadOnlyList<InboxMessage>> ReadAsync(
        NpgsqlConnection connection, int partition, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT id, instance_id, generation, event FROM (
                SELECT *, sum(octet_length(event)) OVER (ORDER BY place) - octet_length(event) AS before
                FROM durable.inbox WHERE partition = $1 ORDER BY place LIMIT $2) AS oldest
            WHERE before < $3 ORDER BY place
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)partition });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxRead });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxReadBytes });
        var messages = new List<InboxMessage>();
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            messages.Add(new(
                reader.GetGuid(0), partition, reader.GetString(1), reader.GetInt32(2), Decode(reader.GetFieldValue<byte[]>(3))));
        }

        return messages;
    }

    private static HistoryEvent Decode(byte[] data)
    {
        try
        {
            return HistoryDecoder.Steps(data)[0].Input;
        }
        catch (Exception e)
        {
            // Whatever the decoder throws, an undecodable message affects only itself.
            return new Unreadable($"{e.GetType().Name}: {e.Message}");
        }
    }

    private static byte[] Encode(InboxMessage message)
    {
        var writer = new ByteWriter();
        HistoryEncoder.Step(writer, default, message.Event, []);
        return writer.ToArray();
    }

    private static void Add<T>(NpgsqlBatchCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
}
