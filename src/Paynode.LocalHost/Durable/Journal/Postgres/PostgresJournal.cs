using System.Text;
using Microsoft.DurableTask.Client;
using Npgsql;
using NpgsqlTypes;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// The journal in PostgreSQL. Small commits of all partitions share one connection; each partition has its own connection
/// for the others.
/// </summary>
internal sealed class PostgresJournal(NpgsqlDataSource source, CommitGroup company, JournalSweeper sweeper) : IJournal, IAsyncDisposable
{
    private static readonly short[] Ended =
        [
            (short)OrchestrationRuntimeStatus.Completed,
            (short)OrchestrationRuntimeStatus.Failed,
            (short)OrchestrationRuntimeStatus.Terminated,
        ];

    private readonly Dictionary<int, PartitionConnection> _connections = [];
    private readonly Lock _lock = new();

    public PostgresJournal(NpgsqlDataSource source)
        : this(source, new CommitGroup(source), new JournalSweeper(source))
    {
    }

    public async Task<OpenedPartition> OpenAsync(int partition, long epoch, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        var marker = await PartitionReader.FenceAsync(connection, partition, epoch, cancellation).ConfigureAwait(false);
        return await PartitionReader.ReadAsync(connection, partition, marker, cancellation).ConfigureAwait(false);
    }

    public bool IsReady(CommitWork building, WakeSignal toWake) =>
        building.Commit.IsAlone || !CommitGroup.IsSmall(building.Commit.Steps, building.Bytes) || company.IsReady(toWake);

    public async Task CommitAsync(JournalCommit commit, CancellationToken cancellation)
    {
        await ConnectionOf(commit.Partition).CommitAsync(commit, cancellation).ConfigureAwait(false);
        sweeper.Written(commit.Data.Length);
    }

    public async Task<IReadOnlyList<InstanceRow>> LoadAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand($"SELECT {InstanceRows.Columns} FROM durable.find_instances($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids.ToArray() });
        return await InstanceRows.ReadAsync(command, cancellation).ConfigureAwait(false);
    }

    public async Task SendAsync(IReadOnlyList<InboxMessage> messages, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection);
        InboxRows.AddInsert(batch, messages);
        await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<InboxMessage>> ReadInboxAsync(int partition, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        return await InboxRows.ReadAsync(connection, partition, cancellation).ConfigureAwait(false);
    }

    public async Task<bool> IsInInboxAsync(Guid message, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT EXISTS (SELECT FROM durable.inbox WHERE id = $1)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message });
        return (bool)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    public async Task<IReadOnlyList<InstanceRow>> QueryAsync(InstanceQuery query, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand();
        var where = Conditions(command, query.Filter.CreatedFrom, query.Filter.CreatedTo, query.Filter.Statuses);
        if (query.Filter.InstanceIdPrefix is { Length: > 0 } prefix)
        {
            where.Append($" AND starts_with(id, {Bind(command, prefix, NpgsqlDbType.Text)})");
        }

        if (query.After is { } after)
        {
            var createdAt = Bind(command, after.CreatedAt, NpgsqlDbType.TimestampTz);
            where.Append($" AND (created_at, id) > ({createdAt}, {Bind(command, after.Id, NpgsqlDbType.Text)})");
        }

        var columns = query.WithHistory
            ? InstanceRows.Columns
            : InstanceRows.Columns.Replace("history", "''::bytea", StringComparison.Ordinal);
        command.CommandText = $"SELECT {columns} FROM durable.instances WHERE {where} ORDER BY created_at, id LIMIT {query.Limit}";
        return await InstanceRows.ReadAsync(command, cancellation).ConfigureAwait(false);
    }

    public async Task<bool> PurgeAsync(string id, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand();
        command.CommandText =
            $"DELETE FROM durable.instances WHERE id = {Bind(command, id, NpgsqlDbType.Text)} AND NOT busy "
            + $"AND status = ANY({Bind(command, Ended, NpgsqlDbType.Array | NpgsqlDbType.Smallint)})";
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) > 0;
    }

    public async Task<int> PurgeAsync(PurgeInstancesFilter filter, int limit, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand();
        var where = Conditions(command, filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        command.CommandText = $"""
            DELETE FROM durable.instances WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM durable.instances
                WHERE {where} AND NOT busy AND status = ANY({Bind(command, Ended, NpgsqlDbType.Array | NpgsqlDbType.Smallint)})
                ORDER BY created_at LIMIT {limit} FOR UPDATE SKIP LOCKED))
            """;
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<(string Id, DateTime EndedAt)>> ListEndedAsync(EndedQuery query, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("""
            SELECT id, updated_at FROM durable.instances
            WHERE status IN (1, 3, 5) AND ($1 = '{}' OR status = ANY($1)) AND updated_at BETWEEN $2 AND $3 AND (updated_at, id) > ($4, $5)
            ORDER BY updated_at, id LIMIT $6
            """);
        var after = query.After ?? (DateTime.UnixEpoch, "");
        command.Parameters.Add(new NpgsqlParameter<short[]> { TypedValue = [.. query.Statuses.Select(status => (short)status)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = query.From ?? DateTime.UnixEpoch });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = query.To ?? Latest });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = after.Item1 });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after.Item2 });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = query.Size });
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var ended = new List<(string, DateTime)>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            ended.Add((reader.GetString(0), reader.GetDateTime(1)));
        }

        return ended;
    }

    public async Task<int> PurgeEndedAsync(DateTime before, int limit, CancellationToken cancellation)
    {
        // The statuses are literals so that the planner can use the partial index.
        await using var command = source.CreateCommand("""
            DELETE FROM durable.instances WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM durable.instances
                WHERE status IN (1, 3, 5) AND NOT busy AND updated_at < $1
                ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED))
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await sweeper.DisposeAsync().ConfigureAwait(false);
        await company.DisposeAsync().ConfigureAwait(false);
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static readonly DateTime Latest = new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static StringBuilder Conditions(
        NpgsqlCommand command, DateTimeOffset? from, DateTimeOffset? to, IEnumerable<OrchestrationRuntimeStatus>? statuses)
    {
        var where = new StringBuilder("true");
        if (from is { } earliest)
        {
            where.Append($" AND created_at >= {Bind(command, earliest.UtcDateTime, NpgsqlDbType.TimestampTz)}");
        }

        if (to is { } latest)
        {
            where.Append($" AND created_at <= {Bind(command, latest.UtcDateTime, NpgsqlDbType.TimestampTz)}");
        }

        if (statuses?.Select(status => (short)status).ToArray() is { Length: > 0 } wanted)
        {
            where.Append($" AND status = ANY({Bind(command, wanted, NpgsqlDbType.Array | NpgsqlDbType.Smallint)})");
        }

        return where;
    }

    private static string Bind<T>(NpgsqlCommand command, T value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return $"${command.Parameters.Count}";
    }

    private PartitionConnection ConnectionOf(int partition)
    {
        lock (_lock)
        {
            if (!_connections.TryGetValue(partition, out var connection))
            {
                _connections.Add(partition, connection = new(source, company));
            }

            return connection;
        }
    }
}
