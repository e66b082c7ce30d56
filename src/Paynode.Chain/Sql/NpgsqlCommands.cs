using Npgsql;

namespace Paynode.Chain.Sql;

/// <summary>Creates commands with positional parameters.</summary>
internal static class NpgsqlCommands
{
    /// <summary>Creates a command inside the connection's current transaction; <c>$1</c> is the first value.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params object?[] values) =>
        With(new NpgsqlCommand(sql, connection), values);

    /// <summary>Creates a command on a connection of its own.</summary>
    public static NpgsqlCommand Command(this NpgsqlDataSource source, string sql, params object?[] values) =>
        With(source.CreateCommand(sql), values);

    public static async Task<int> ExecuteAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }

                return rows;
            }
        }
    }

    private static NpgsqlCommand With(NpgsqlCommand command, object?[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
