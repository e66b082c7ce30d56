using System.Numerics;
using Npgsql;
using Paynode.Chain.Primitives;
using Paynode.Chain.Sql;

namespace Paynode.Chain.Transactions;

/// <summary>Queries transactions of any key.</summary>
/// <param name="source">The database with the module's tables.</param>
/// <param name="chainId">The chain.</param>
public sealed class TransactionQueries(NpgsqlDataSource source, long chainId)
{
    private const string Select =
        """
        SELECT t.idempotency_key, t.state, t.waiting, t.nonce,
            COALESCE(t.mined_hash, (
                SELECT a.hash FROM chain.attempts a WHERE a.transaction_id = t.id AND NOT a.abandoned ORDER BY a.id DESC LIMIT 1)),
            t.block_number, t.gas_used, t.effective_gas_price, t.revert_data, t.created_at, t.updated_at
        FROM chain.transactions t WHERE t.chain_id = $1
        """;

    /// <summary>Finds a transaction.</summary>
    /// <param name="idempotencyKey">The key under which it was enqueued.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The transaction, or null when the key is unknown.</returns>
    public async Task<TransactionStatus?> FindAsync(string idempotencyKey, CancellationToken cancellationToken)
    {
        var rows = await source.Command($"{Select} AND t.idempotency_key = $2", chainId, idempotencyKey)
            .ReadAsync(Read, cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Finds several transactions.</summary>
    /// <param name="idempotencyKeys">The keys under which they were enqueued.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Those that exist, by key.</returns>
    public async Task<IReadOnlyDictionary<string, TransactionStatus>> FindAsync(
        IReadOnlyCollection<string> idempotencyKeys, CancellationToken cancellationToken)
    {
        var rows = await source.Command($"{Select} AND t.idempotency_key = ANY ($2)", chainId, idempotencyKeys.ToArray())
            .ReadAsync(Read, cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.IdempotencyKey);
    }

    /// <summary>Lists transactions that are not final, oldest first.</summary>
    /// <param name="limit">The maximum number to return.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<IReadOnlyList<TransactionStatus>> ListOpenAsync(int limit, CancellationToken cancellationToken) =>
        await source.Command($"{Select} AND t.state IN ('queued', 'pending', 'mined') ORDER BY t.id LIMIT $2", chainId, limit)
            .ReadAsync(Read, cancellationToken).ConfigureAwait(false);

    private static TransactionStatus Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        Enum.Parse<TransactionState>(row.GetString(1), ignoreCase: true),
        row.IsDBNull(2) ? null : row.GetString(2),
        row.IsDBNull(3) ? null : row.GetInt64(3),
        row.IsDBNull(4) ? null : new Bytes32(row.GetFieldValue<byte[]>(4)),
        row.IsDBNull(5) ? null : row.GetInt64(5),
        row.IsDBNull(6) ? null : row.GetInt64(6),
        row.IsDBNull(7) ? null : row.GetFieldValue<BigInteger>(7),
        row.IsDBNull(8) ? null : row.GetFieldValue<byte[]>(8),
        row.GetFieldValue<DateTimeOffset>(9),
        row.GetFieldValue<DateTimeOffset>(10));
}
