using Npgsql;
using NpgsqlTypes;

namespace Paynode.LocalHost.Durable;

/// <summary>Writes commits of several partitions atomically, in one transaction and one round trip.</summary>
internal static class CommitStatements
{
    private const string Append = "SELECT durable.append($1, $2, $3, $4, $5)";

    /// <summary>Writes the commits, which must be ordered by partition, at most one for each.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="commits">The commits, ordered by partition.</param>
    /// <param name="timeoutSeconds">The command timeout; null for the connection's own.</param>
    /// <param name="cancellation">Cancels the commands immediately.</param>
    public static async Task WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<JournalCommit> commits, int? timeoutSeconds, CancellationToken cancellation)
    {
        // A batch without an explicit transaction is one transaction: its statements share one Sync.
        await using var batch = new NpgsqlBatch(connection);
        batch.Timeout = timeoutSeconds ?? batch.Timeout;
        AddAppend(batch, commits);
        if (All(commits, commit => commit.Rows.Values) is { Count: > 0 } rows)
        {
            InstanceRows.AddUpsert(batch, rows);
        }

        if (All(commits, commit => commit.Outgoing) is { Count: > 0 } outgoing)
        {
            InboxRows.AddInsert(batch, outgoing);
        }

        if (All(commits, commit => commit.Consumed) is { Count: > 0 } consumed)
        {
            InboxRows.AddConsume(batch, consumed);
        }

        await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static void AddAppend(NpgsqlBatch batch, IReadOnlyList<JournalCommit> commits)
    {
        var append = new NpgsqlBatchCommand(Append);
        Add(append, commits, NpgsqlDbType.Smallint, commit => (short)commit.Partition);
        Add(append, commits, NpgsqlDbType.Bigint, commit => commit.Sequence);
        Add(append, commits, NpgsqlDbType.Bigint, commit => commit.Epoch);
        Add(append, commits, NpgsqlDbType.Bytea, commit => commit.Data.Written);
        Add(append, commits, NpgsqlDbType.Bigint, commit => commit.CutBelow);
        batch.BatchCommands.Add(append);
    }

    // A single commit's own collection is used without a copy.
    private static IReadOnlyCollection<T> All<T>(IReadOnlyList<JournalCommit> commits, Func<JournalCommit, IReadOnlyCollection<T>> of)
    {
        if (commits.Count == 1)
        {
            return of(commits[0]);
        }

        var all = new List<T>();
        foreach (var commit in commits)
        {
            all.AddRange(of(commit));
        }

        return all;
    }

    private static void Add<T>(
        NpgsqlBatchCommand command, IReadOnlyList<JournalCommit> commits, NpgsqlDbType type, Func<JournalCommit, T> value)
    {
        var values = new T[commits.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(commits[i]);
        }

        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
