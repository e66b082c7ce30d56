using Npgsql;
using Paynode.Domain;

namespace Paynode.Storage;

/// <summary>Releases or refunds every escrow order exactly once: one intent an order, and the first decides which.</summary>
/// <param name="dataSource">The database.</param>
/// <param name="clock">Dates the batches.</param>
public sealed class ChainIntentStore(NpgsqlDataSource dataSource, TimeProvider clock)
{
    /// <summary>Intents that one batch carries at most; more would not fit a block's gas.</summary>
    public const int MaxBatch = 500;

    private const int MaxBatches = 1_000;

    private const string Columns =
        "i.chain, i.escrow_order_id, i.order_id, i.kind, i.provider_address, i.currency, i.amount_minor, i.created_at, "
        + "i.batch_key, i.is_final, i.requeues";

    /// <summary>Decides what happens to an escrow order, unless that is decided.</summary>
    /// <returns>What is decided: this intent, or the one that came first. The caller compares their kinds.</returns>
    public async Task<ChainIntent> TryAddAsync(
        NpgsqlConnection connection, ChainIntent intent, CancellationToken cancellationToken = default)
    {
        var escrowOrderId = intent.EscrowOrderId.ToLowerInvariant();
        await connection.Sql(
            """
            INSERT INTO paynode.chain_intents (chain, escrow_order_id, order_id, kind, provider_address, currency, amount_minor, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
            """,
            intent.Chain,
            escrowOrderId,
            intent.Order?.Value,
            Wire(intent.Kind),
            intent.ProviderAddress,
            intent.Amount.Currency.Code,
            intent.Amount.Minor,
            intent.CreatedAt).ExecuteAsync(cancellationToken);
        return (await connection
            .Sql($"SELECT {Columns} FROM paynode.chain_intents i WHERE chain = $1 AND escrow_order_id = $2", intent.Chain, escrowOrderId)
            .FirstAsync(Read, cancellationToken))!;
    }

    /// <summary>What is decided for an escrow order, or null.</summary>
    public Task<ChainIntent?> FindAsync(string chain, string escrowOrderId, CancellationToken cancellationToken = default) => dataSource
        .Sql($"SELECT {Columns} FROM paynode.chain_intents i WHERE chain = $1 AND escrow_order_id = $2", chain, escrowOrderId.ToLowerInvariant())
        .FirstAsync(Read, cancellationToken);

    /// <summary>
    /// Puts the oldest waiting intents into a batch. A batch is filled once: asked again with its key, it gives what is
    /// in it still, so that a caller that died in between can go on.
    /// </summary>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="kind">Release or refund.</param>
    /// <param name="limit">At most so many; brought between 1 and <see cref="MaxBatch"/>.</param>
    /// <param name="batchKey">The batch's key, never used for another batch.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The batch's intents; none when nothing waits.</returns>
    public async Task<IReadOnlyList<ChainIntent>> TakePendingAsync(
        string chain, ChainIntentKind kind, int limit, string batchKey, CancellationToken cancellationToken = default)
    {
        var taken = await TryFillAsync(chain, kind, limit, batchKey, cancellationToken);
        return taken ?? await BatchAsync(batchKey, cancellationToken);
    }

    /// <summary>A batch's intents, final or not, oldest first.</summary>
    public Task<List<ChainIntent>> BatchAsync(string batchKey, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            $"SELECT {Columns} FROM paynode.chain_intents i WHERE batch_key = $1 ORDER BY created_at, escrow_order_id LIMIT $2",
            batchKey, MaxBatch)
        .ListAsync(Read, cancellationToken);

    /// <summary>Batches with an intent that is not final, oldest first: what to take up again after a crash.</summary>
    public Task<List<ChainBatch>> PendingBatchesAsync(string chain, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            """
            SELECT batch_key, chain, kind, created_at FROM paynode.chain_batches b
            WHERE chain = $1 AND batch_key IN (
                SELECT batch_key FROM paynode.chain_intents WHERE batch_key IS NOT NULL AND NOT is_final)
            ORDER BY created_at, batch_key LIMIT $2
            """,
            chain, MaxBatches)
        .ListAsync(row => new ChainBatch(row.GetString(0), row.GetString(1), Kind(row.GetString(2)), row.Time(3)), cancellationToken);

    /// <summary>Notes that the chain has settled an escrow order's fate, whichever it was.</summary>
    /// <returns>False when there is no intent, or it was final before.</returns>
    public async Task<bool> MarkFinalAsync(
        NpgsqlConnection connection, string chain, string escrowOrderId, CancellationToken cancellationToken = default) => await connection
        .Sql(
            "UPDATE paynode.chain_intents SET is_final = true WHERE chain = $1 AND escrow_order_id = $2 AND NOT is_final",
            chain, escrowOrderId.ToLowerInvariant())
        .ExecuteAsync(cancellationToken) > 0;

    /// <summary>The chain has taken back what it did to an escrow order: the intent waits for a batch again.</summary>
    /// <returns>False when there is no intent, or it was not final.</returns>
    public async Task<bool> ReopenAsync(
        NpgsqlConnection connection, string chain, string escrowOrderId, CancellationToken cancellationToken = default) => await connection
        .Sql(
            "UPDATE paynode.chain_intents SET is_final = false, batch_key = NULL, requeues = requeues + 1 WHERE chain = $1 AND escrow_order_id = $2 AND is_final",
            chain, escrowOrderId.ToLowerInvariant())
        .ExecuteAsync(cancellationToken) > 0;

    /// <summary>Puts intents back to wait for another batch, because theirs did not do them. Final ones stay.</summary>
    /// <returns>How many went back.</returns>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="batchKey">Their batch; one that another batch has taken since stays with it.</param>
    /// <param name="escrowOrderIds">Which of the batch.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<int> RequeueAsync(
        string chain, string batchKey, IReadOnlyCollection<string> escrowOrderIds, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            """
            UPDATE paynode.chain_intents SET batch_key = NULL, requeues = requeues + 1
            WHERE chain = $1 AND escrow_order_id = ANY($2) AND batch_key = $3 AND NOT is_final
            """,
            chain, escrowOrderIds.Select(id => id.ToLowerInvariant()).ToArray(), batchKey)
        .ExecuteAsync(cancellationToken);

    // Null when the batch was filled before.
    private async Task<IReadOnlyList<ChainIntent>?> TryFillAsync(
        string chain, ChainIntentKind kind, int limit, string batchKey, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var isNew = await connection.Sql(
            "INSERT INTO paynode.chain_batches (batch_key, chain, kind, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            batchKey, chain, Wire(kind), clock.GetUtcNow()).ExecuteAsync(cancellationToken) > 0;
        if (!isNew)
        {
            return null;
        }

        var taken = await FillAsync(connection, chain, kind, limit, batchKey, cancellationToken);
        if (taken.Count > 0)
        {
            // Not committed when nothing waits: no empty batch stays behind.
            await transaction.CommitAsync(cancellationToken);
        }

        return taken;
    }

    private static async Task<IReadOnlyList<ChainIntent>> FillAsync(
        NpgsqlConnection connection, string chain, ChainIntentKind kind, int limit, string batchKey, CancellationToken cancellationToken)
    {
        var taken = await connection.Sql(
            $"""
            WITH due AS MATERIALIZED (
                SELECT chain, escrow_order_id FROM paynode.chain_intents
                WHERE chain = $1 AND kind = $2 AND batch_key IS NULL AND NOT is_final
                ORDER BY created_at, escrow_order_id LIMIT $3 FOR UPDATE SKIP LOCKED)
            UPDATE paynode.chain_intents i SET batch_key = $4
            FROM due WHERE i.chain = due.chain AND i.escrow_order_id = due.escrow_order_id
            RETURNING {Columns}
            """,
            chain, Wire(kind), Math.Clamp(limit, 1, MaxBatch), batchKey).ListAsync(Read, cancellationToken);
        return [.. taken.OrderBy(intent => intent.CreatedAt).ThenBy(intent => intent.EscrowOrderId, StringComparer.Ordinal)];
    }

    private static ChainIntent Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.IsDBNull(2) ? null : new OrderId(row.GetGuid(2)),
        Kind(row.GetString(3)),
        row.TextOrNull(4),
        row.Money(6, Currencies.Get(row.GetString(5))),
        row.Time(7))
    {
        BatchKey = row.TextOrNull(8),
        IsFinal = row.GetBoolean(9),
        Requeues = row.GetInt32(10),
    };

    private static string Wire(ChainIntentKind kind) => Enum.GetName(kind)!.ToLowerInvariant();

    private static ChainIntentKind Kind(string text) => Enum.Parse<ChainIntentKind>(text, ignoreCase: true);
}
