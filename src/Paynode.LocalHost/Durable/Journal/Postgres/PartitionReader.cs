using Npgsql;

namespace Paynode.LocalHost.Durable;

/// <summary>Takes over a partition and reads the state that its previous writer left.</summary>
internal static class PartitionReader
{
    /// <summary>Writes the marker after which no earlier writer can write.</summary>
    /// <returns>The marker's sequence number.</returns>
    /// <exception cref="FencedException">A later owner has already taken it over.</exception>
    public static async Task<long> FenceAsync(NpgsqlConnection connection, int partition, long epoch, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT durable.take_over($1, $2)", connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = epoch });
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as long? ?? throw new FencedException(partition, epoch);
    }

    /// <summary>Reads everything that the partition needs to continue.</summary>
    public static async Task<OpenedPartition> ReadAsync(
        NpgsqlConnection connection, int partition, long marker, CancellationToken cancellation)
    {
        var tail = await TailAsync(connection, partition, marker, cancellation).ConfigureAwait(false);
        var named = tail.SelectMany(entry => JournalRecord.Read(entry.Data)).Select(step => step.InstanceId).Distinct().ToArray();
        await using var command = new NpgsqlCommand(
            $"SELECT {InstanceRows.Columns} FROM durable.instances "
            + "WHERE id = ANY($2) OR (partition = $1 AND busy AND (busy OR next_due IS NOT NULL))",
            connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)partition });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = named });
        var rows = await InstanceRows.ReadAsync(command, cancellation).ConfigureAwait(false);
        var due = await DueAsync(connection, partition, cancellation).ConfigureAwait(false);
        var inbox = await InboxRows.ReadAsync(connection, partition, cancellation).ConfigureAwait(false);
        return new(marker, tail, rows, due, inbox);
    }

    private static async Task<List<(long Sequence, byte[] Data)>> TailAsync(
        NpgsqlConnection connection, int partition, long marker, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT sequence, data FROM durable.journal WHERE partition = $1 AND sequence < $2 ORDER BY sequence", connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = marker });
        var tail = new List<(long, byte[])>();
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            tail.Add((reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
        }

        return tail;
    }

    private static async Task<List<(string InstanceId, DateTime DueAt)>> DueAsync(
        NpgsqlConnection connection, int partition, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id, next_due FROM durable.instances "
            + "WHERE partition = $1 AND next_due IS NOT NULL AND (busy OR next_due IS NOT NULL)",
            connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)partition });
        var due = new List<(string, DateTime)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            due.Add((reader.GetString(0), reader.GetDateTime(1)));
        }

        return due;
    }
}
