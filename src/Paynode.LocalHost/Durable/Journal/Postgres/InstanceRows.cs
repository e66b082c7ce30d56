using Microsoft.DurableTask.Client;
using Npgsql;
using NpgsqlTypes;

namespace Paynode.LocalHost.Durable;

/// <summary>The statements that write and read the instances table.</summary>
internal static class InstanceRows
{
    public const string Columns = "id, partition, name, status, created_at, updated_at, next_due, busy, custom_status, sequence, history";

    private const string Upsert = $"""
        INSERT INTO durable.instances AS instances ({Columns})
        SELECT * FROM unnest($1::text[], $2::smallint[], $3::text[], $4::smallint[], $5::timestamptz[], $6::timestamptz[],
                             $7::timestamptz[], $8::boolean[], $9::bytea[], $10::bigint[], $11::bytea[])
        ON CONFLICT (id) DO UPDATE SET
            partition = excluded.partition, name = excluded.name, status = excluded.status, created_at = excluded.created_at,
            updated_at = excluded.updated_at, next_due = excluded.next_due, busy = excluded.busy,
            custom_status = excluded.custom_status, sequence = excluded.sequence, history = excluded.history
        WHERE instances.sequence < excluded.sequence
        """;

    /// <summary>Adds the statement that writes these rows.</summary>
    public static void AddUpsert(NpgsqlBatch batch, IReadOnlyCollection<InstanceRow> rows)
    {
        var command = new NpgsqlBatchCommand(Upsert);
        Add(command, rows, NpgsqlDbType.Text, row => row.Id);
        Add(command, rows, NpgsqlDbType.Smallint, row => (short)row.Partition);
        Add(command, rows, NpgsqlDbType.Text, row => row.Name);
        Add(command, rows, NpgsqlDbType.Smallint, row => (short)row.Status);
        Add(command, rows, NpgsqlDbType.TimestampTz, row => row.CreatedAt);
        Add(command, rows, NpgsqlDbType.TimestampTz, row => row.UpdatedAt);
        Add(command, rows, NpgsqlDbType.TimestampTz, row => row.NextDue);
        Add(command, rows, NpgsqlDbType.Boolean, row => row.Busy);
        Add(command, rows, NpgsqlDbType.Bytea, row => row.CustomStatus);
        Add(command, rows, NpgsqlDbType.Bigint, row => row.Sequence);
        Add(command, rows, NpgsqlDbType.Bytea, row => row.History);
        batch.BatchCommands.Add(command);
    }

    /// <summary>Runs a query that returns <see cref="Columns"/>.</summary>
    public static async Task<IReadOnlyList<InstanceRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        var rows = new List<InstanceRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    private static InstanceRow Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Partition = reader.GetInt16(1),
        Name = reader.GetString(2),
        Status = (OrchestrationRuntimeStatus)reader.GetInt16(3),
        CreatedAt = reader.GetDateTime(4),
        UpdatedAt = reader.GetDateTime(5),
        NextDue = reader.IsDBNull(6) ? null : reader.GetDateTime(6),
        Busy = reader.GetBoolean(7),
        CustomStatus = reader.IsDBNull(8) ? null : reader.GetFieldValue<byte[]>(8),
        Sequence = reader.GetInt64(9),
        History = reader.GetFieldValue<byte[]>(10),
    };

    private static void Add<T>(
        NpgsqlBatchCommand command, IReadOnlyCollection<InstanceRow> rows, NpgsqlDbType type, Func<InstanceRow, T> value)
    {
        var values = new T[rows.Count];
        var at = 0;
        foreach (var row in rows)
        {
            values[at++] = value(row);
        }

        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
