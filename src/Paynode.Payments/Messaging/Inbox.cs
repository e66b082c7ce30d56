using Npgsql;

namespace Paynode.Payments;

/// <summary>Ensures that every message is applied at most once.</summary>
public sealed class Inbox(NpgsqlDataSource dataSource)
{
    private const int PurgeBatch = 50_000;

    /// <summary>
    /// Claims a message within the transaction that applies it. When another transaction is applying the same message, it waits
    /// for that transaction to end.
    /// </summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="key">Identifies the message, for example chain, transaction and log index.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when it was applied before; then there is nothing to do.</returns>
    public async Task<bool> TryApplyAsync(
        NpgsqlConnection connection, string key, DateTimeOffset now, CancellationToken cancellationToken = default) => await connection
        .Sql("INSERT INTO paynode.inbox (key, at) VALUES ($1, $2) ON CONFLICT DO NOTHING", key, now)
        .ExecuteAsync(cancellationToken) > 0;

    /// <summary>Which of these messages were applied, as the connection's transaction sees it.</summary>
    public async Task<IReadOnlySet<string>> AppliedAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        var applied = await connection.Sql("SELECT key FROM paynode.inbox WHERE key = ANY($1)", (object)keys.ToArray())
            .ListAsync(row => row.GetString(0), cancellationToken);
        return applied.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Deletes messages too old to be repeated.</summary>
    /// <returns>How many; as many as one purge deletes when there are more.</returns>
    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => dataSource
        .Sql("DELETE FROM paynode.inbox WHERE key IN (SELECT key FROM paynode.inbox WHERE at < $1 LIMIT $2)", before, PurgeBatch)
        .ExecuteAsync(cancellationToken);
}
