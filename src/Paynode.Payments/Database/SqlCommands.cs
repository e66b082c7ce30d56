using System.Numerics;
using Npgsql;

namespace Paynode.Payments;

/// <summary>Small helpers between a method and its SQL: bind by position, execute, read.</summary>
internal static class SqlCommands
{
    internal static NpgsqlCommand Sql(this NpgsqlConnection connection, string sql, params object?[] values) =>
        Bind(new NpgsqlCommand(sql, connection), values);

    internal static NpgsqlCommand Sql(this NpgsqlDataSource dataSource, string sql, params object?[] values) =>
        Bind(dataSource.CreateCommand(sql), values);

    /// <summary>One statement of a batch.</summary>
    internal static NpgsqlBatchCommand Statement(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(Parameters(values));
        return command;
    }

    /// <summary>Executes statements in one round trip; each sees the effects of those before it.</summary>
    internal static NpgsqlBatch Batch(this NpgsqlConnection connection, params NpgsqlBatchCommand[] statements)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(statement);
        }

        return batch;
    }

    /// <summary>Executes the command; returns the number of affected rows.</summary>
    internal static async Task<int> ExecuteAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>The first row's first column, or default when there is no row or it is null.</summary>
    internal static async Task<T?> ScalarAsync<T>(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
        }
    }

    /// <summary>The first row, or null.</summary>
    internal static async Task<T?> FirstAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
        where T : class
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? read(reader) : null;
        }
    }

    /// <summary>All rows. The statement carries its own LIMIT.</summary>
    internal static async Task<List<T>> ListAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    private static NpgsqlCommand Bind(NpgsqlCommand command, object?[] values)
    {
        command.Parameters.AddRange(Parameters(values));
        return command;
    }

    private static NpgsqlParameter[] Parameters(object?[] values) =>
        Array.ConvertAll(values, value => new NpgsqlParameter { Value = Storable(value) });

    private static object Storable(object? value) => value switch
    {
        null => DBNull.Value,
        string text => StorableText.Of(text),
        string[] texts => Array.ConvertAll(texts, StorableText.Of),
        Int128 minor => (BigInteger)minor,
        Int128[] minors => Array.ConvertAll(minors, minor => (BigInteger)minor),

        // timestamptz is an instant; Npgsql accepts it in UTC only.
        DateTimeOffset instant => instant.ToUniversalTime(),
        _ => value,
    };
}
