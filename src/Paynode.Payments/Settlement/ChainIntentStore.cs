using Npgsql;

namespace Paynode.Payments;

/// <summary>Stores one decision, release or refund, for each escrow order: the first one counts.</summary>
/// <param name="dataSource">The database.</param>
/// <param name="seal">Seals the decisions.</param>
/// <param name="timeProvider">Dates the batches.</param>
public sealed partial class ChainIntentStore(NpgsqlDataSource dataSource, SettlementSeal seal, TimeProvider timeProvider)
{
    /// <summary>Maximum intents per batch; more would exceed a block's gas.</summary>
    public const int MaxBatch = 500;

    private const int MaxBatches = 1_000;

    // For the chain $1 and the kind $2, as of the time $3.
    private const string Waiting =
        "chain = $1 AND kind = $2 AND batch_key IS NULL AND held_at IS NULL AND NOT is_final AND (parked_until IS NULL OR parked_until <= "
            + "$3)";

    private const string Columns =
        "i.chain, i.escrow_order_id, i.order_id, i.kind, i.provider_address, i.currency, i.amount_minor, i.created_at, "
        + "i.batch_key, i.is_final, i.requeues, i.batch_limit, i.parked_until, i.failure, i.escrow, i.deadline, "
        + "i.provider_id, i.held_at, i.held_reason, i.seal, i.former_batch_key";

    /// <summary>Decides the action on an escrow order, unless it is already decided.</summary>
    /// <returns>The decision: this intent, or the one that came first. The caller compares their kinds.</returns>
    public async Task<ChainIntent> TryAddAsync(
        NpgsqlConnection connection, ChainIntent intent, CancellationToken cancellationToken = default)
    {
        var escrowOrderId = intent.EscrowOrderId.ToLowerInvariant();
        var isHeld = await IsHeldAsync(connection, intent.Provider, cancellationToken);
        await connection.Sql(
            """
            INSERT INTO paynode.chain_intents (
                chain, escrow_order_id, order_id, kind, provider_address, currency, amount_minor, created_at, escrow, deadline,
                provider_id, held_at, held_reason, seal)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING
            """,
            intent.Chain,
            escrowOrderId,
            intent.Order?.Value,
            Wire(intent.Kind),
            intent.ProviderAddress,
            intent.Amount.Currency.Code,
            intent.Amount.Minor,
            intent.CreatedAt,
            intent.Escrow?.ToLowerInvariant(),
            intent.Deadline,
            intent.Provider?.Value,
            isHeld ? intent.CreatedAt : null,
            isHeld ? HoldReason.ProviderSwitchedOff : null,
            seal.OfDecision(intent)).ExecuteAsync(cancellationToken);
        return (await connection
            .Sql($"SELECT {Columns} FROM paynode.chain_intents i WHERE chain = $1 AND escrow_order_id = $2", intent.Chain, escrowOrderId)
            .FirstAsync(Read, cancellationToken))!;
    }

    /// <summary>The decision for an escrow order, or null.</summary>
    public Task<ChainIntent?> FindAsync(string chain, string escrowOrderId, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            $"SELECT {Columns} FROM paynode.chain_intents i WHERE chain = $1 AND escrow_order_id = $2", chain,
            escrowOrderId.ToLowerInvariant())
        .FirstAsync(Read, cancellationToken);

    /// <summary>Same, as the caller's transaction sees it.</summary>
    public Task<ChainIntent?> FindAsync(
        NpgsqlConnection connection, string chain, string escrowOrderId, CancellationToken cancellationToken = default) => connection
        .Sql(
            $"SELECT {Columns} FROM paynode.chain_intents i WHERE chain = $1 AND escrow_order_id = $2", chain,
            escrowOrderId.ToLowerInvariant())
        .FirstAsync(Read, cancellationToken);

    /// <summary>
    /// The token and escrow for which enough intents wait to fill a batch, or one has waited long enough. Tokens never share a
    /// batch: one that starts to burn all gas or to refuse every transfer must not delay other tokens' orders.
    /// </summary>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="kind">Release or refund.</param>
    /// <param name="items">Size of a full batch.</param>
    /// <param name="age">How long the oldest may wait for others. An intent whose batch failed does not wait.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The group of the oldest one, or null when no batch is due.</returns>
    public Task<BatchGroup?> DueAsync(
        string chain, ChainIntentKind kind, int items, TimeSpan age, CancellationToken cancellationToken = default)
    {
        var now = timeProvider.GetUtcNow();
        return dataSource.Sql(
            $"""
            SELECT currency, escrow FROM paynode.chain_intents WHERE {Waiting} GROUP BY currency, escrow
            HAVING bool_or(created_at <= $4 OR requeues > 0) OR count(*) >= $5 ORDER BY min(created_at), currency, escrow LIMIT 1
            """,
            chain, Wire(kind), now, now - age, items).FirstAsync(row => new BatchGroup(Currencies.Get(row.GetString(0)), row.TextOrNull(1)),
            cancellationToken);
    }

    /// <summary>The token and escrow of a waiting release whose deadline is near.</summary>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="deadlineBy">Its deadline is not later than this.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The group of those releases alone, with the earliest deadline; or null when there is none.</returns>
    public Task<BatchGroup?> DueByDeadlineAsync(
        string chain, DateTimeOffset deadlineBy, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            $"""
            SELECT currency, escrow FROM paynode.chain_intents WHERE {Waiting} AND deadline <= $4
            GROUP BY currency, escrow ORDER BY min(deadline), currency, escrow LIMIT 1
            """,
            chain, Wire(ChainIntentKind.Release), timeProvider.GetUtcNow(), deadlineBy)
        .FirstAsync(row => new BatchGroup(Currencies.Get(row.GetString(0)), row.TextOrNull(1), deadlineBy), cancellationToken);

    /// <summary>
    /// Puts the oldest waiting intents into a batch, those that never failed first; those that failed together only with each
    /// other, and fewer of them. A batch is filled once: a repeated call with its key returns its remaining intents, so that a
    /// caller can continue after a crash.
    /// </summary>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="kind">Release or refund.</param>
    /// <param name="group">The token and the escrow of all of them.</param>
    /// <param name="limit">Maximum number; clamped between 1 and <see cref="MaxBatch"/>.</param>
    /// <param name="batchKey">The batch's key, never reused for another batch.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The batch's intents; none when nothing waits.</returns>
    public async Task<IReadOnlyList<ChainIntent>> TakePendingAsync(
        string chain, ChainIntentKind kind, BatchGroup group, int limit, string batchKey, CancellationToken cancellationToken = default)
    {
        var taken = await TryFillAsync(chain, kind, group, limit, batchKey, cancellationToken);
        return taken ?? await BatchAsync(batchKey, cancellationToken);
    }

    /// <summary>A batch's intents, final or not, oldest first.</summary>
    public Task<List<ChainIntent>> BatchAsync(string batchKey, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            $"SELECT {Columns} FROM paynode.chain_intents i WHERE batch_key = $1 ORDER BY created_at, escrow_order_id LIMIT $2",
            batchKey, MaxBatch)
        .ListAsync(Read, cancellationToken);

    /// <summary>Batches with an intent that is not final, oldest first: what to resume after a crash.</summary>
    public Task<List<ChainBatch>> PendingBatchesAsync(string chain, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            """
            SELECT batch_key, chain, kind, created_at, EXISTS (
                SELECT FROM paynode.chain_intents i WHERE i.batch_key = b.batch_key AND i.held_at IS NOT NULL AND NOT i.is_final)
            FROM paynode.chain_batches b
            WHERE chain = $1 AND batch_key IN (
                SELECT batch_key FROM paynode.chain_intents WHERE batch_key IS NOT NULL AND NOT is_final)
            ORDER BY created_at, batch_key LIMIT $2
            """,
            chain, MaxBatches)
        .ListAsync(
            row => new ChainBatch(row.GetString(0), row.GetString(1), Kind(row.GetString(2)), row.Time(3), row.GetBoolean(4)),
            cancellationToken);

    /// <summary>Records that an escrow order was released or refunded on chain, whichever it was.</summary>
    /// <returns>False when there is no intent, or it was already final.</returns>
    public async Task<bool> MarkFinalAsync(
        NpgsqlConnection connection, string chain, string escrowOrderId, CancellationToken cancellationToken = default) => await connection
        .Sql(
            "UPDATE paynode.chain_intents SET is_final = true WHERE chain = $1 AND escrow_order_id = $2 AND NOT is_final",
            chain, escrowOrderId.ToLowerInvariant())
        .ExecuteAsync(cancellationToken) > 0;

    /// <summary>An escrow order's release or refund was reverted by a reorganisation: the intent waits for a batch again.</summary>
    /// <returns>False when there is no intent, or it was not final.</returns>
    public async Task<bool> ReopenAsync(
        NpgsqlConnection connection, string chain, string escrowOrderId, CancellationToken cancellationToken = default) => await connection
        .Sql(
            """
            UPDATE paynode.chain_intents SET is_final = false, batch_key = NULL,
            former_batch_key = coalesce(batch_key, former_batch_key), requeues = requeues + 1
            WHERE chain = $1 AND escrow_order_id = $2 AND is_final
            """,
            chain, escrowOrderId.ToLowerInvariant())
        .ExecuteAsync(cancellationToken) > 0;

    /// <summary>
    /// The lock that an intent depends on is on the chain again: the intent waits for a new batch, whatever the result of its
    /// last one.
    /// </summary>
    /// <returns>False when there is no intent, or it is final.</returns>
    public async Task<bool> RequeueAfterRelockAsync(
        NpgsqlConnection connection, string chain, string escrowOrderId, CancellationToken cancellationToken = default) => await connection
        .Sql(
            """
            UPDATE paynode.chain_intents SET batch_key = NULL, former_batch_key = coalesce(batch_key, former_batch_key),
            requeues = requeues + 1, parked_until = NULL
            WHERE chain = $1 AND escrow_order_id = $2 AND NOT is_final
            """,
            chain, escrowOrderId.ToLowerInvariant())
        .ExecuteAsync(cancellationToken) > 0;

    /// <summary>Returns intents to the queue because their batch did not carry them out. Final ones are unchanged.</summary>
    /// <returns>How many were returned.</returns>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="batchKey">Their batch; an intent that is in another batch by now stays there.</param>
    /// <param name="escrowOrderIds">Which of the batch.</param>
    /// <param name="batchLimit">Maximum size of their next batch; null: no limit.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<int> RequeueAsync(
        string chain, string batchKey, IReadOnlyCollection<string> escrowOrderIds, int? batchLimit = null,
        CancellationToken cancellationToken = default) => dataSource
        .Sql(
            """
            UPDATE paynode.chain_intents SET batch_key = NULL, former_batch_key = coalesce(batch_key, former_batch_key),
            requeues = requeues + 1, batch_limit = $4
            WHERE chain = $1 AND escrow_order_id = ANY($2) AND batch_key = $3 AND NOT is_final
            """,
            chain, escrowOrderIds.Select(id => id.ToLowerInvariant()).ToArray(), batchKey, batchLimit)
        .ExecuteAsync(cancellationToken);

    /// <summary>Quarantines an intent that failed alone until the given time; then it is retried like any other.</summary>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="batchKey">Its batch.</param>
    /// <param name="escrowOrderId">Which of the batch.</param>
    /// <param name="until">When it is tried again.</param>
    /// <param name="failure">Why it failed.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How many were quarantined: none when it is final, or in another batch by now.</returns>
    public Task<int> QuarantineAsync(
        string chain, string batchKey, string escrowOrderId, DateTimeOffset until, string failure,
        CancellationToken cancellationToken = default) => dataSource
        .Sql(
            """
            UPDATE paynode.chain_intents SET batch_key = NULL, former_batch_key = coalesce(batch_key, former_batch_key),
            requeues = requeues + 1, batch_limit = NULL, parked_until = $4, failure = $5
            WHERE chain = $1 AND escrow_order_id = $2 AND batch_key = $3 AND NOT is_final
            """,
            chain, escrowOrderId.ToLowerInvariant(), batchKey, until, failure)
        .ExecuteAsync(cancellationToken);

    /// <summary>Since when the oldest release outside a batch has been waiting; null when there is none.</summary>
    public async Task<DateTimeOffset?> ReleasesWaitSinceAsync(
        string chain, CancellationToken cancellationToken = default) => (await dataSource
        .Sql(
            $"SELECT min(greatest(created_at, parked_until)) FROM paynode.chain_intents WHERE {Waiting}",
            chain, Wire(ChainIntentKind.Release), timeProvider.GetUtcNow())
        .ListAsync(row => row.IsDBNull(0) ? (DateTimeOffset?)null : row.Time(0), cancellationToken))[0];

    /// <summary>Intents of a chain that are not final.</summary>
    public async Task<ChainBacklog> BacklogAsync(string chain, CancellationToken cancellationToken = default) => (await dataSource
        .Sql(
            """
            SELECT count(*) FILTER (WHERE kind = 'release'), count(*) FILTER (WHERE kind = 'refund'),
                count(*) FILTER (WHERE parked_until IS NOT NULL AND batch_key IS NULL), min(created_at), min(deadline)
            FROM paynode.chain_intents WHERE chain = $1 AND NOT is_final
            """,
            chain)
        .FirstAsync(
            row => new ChainBacklog(
                row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.Time(3),
                row.IsDBNull(4) ? null : row.Time(4)),
            cancellationToken))!;

    /// <summary>The decisions for orders, by order; undecided orders are absent.</summary>
    public async Task<IReadOnlyDictionary<OrderId, ChainIntent>> ForOrdersAsync(
        IReadOnlyCollection<OrderId> orders, CancellationToken cancellationToken = default)
    {
        var found = await dataSource
            .Sql($"SELECT {Columns} FROM paynode.chain_intents i WHERE order_id = ANY($1)", orders.Select(order => order.Value).ToArray())
            .ListAsync(Read, cancellationToken);
        return found.GroupBy(intent => intent.Order!.Value).ToDictionary(group => group.Key, group => group.First());
    }

    /// <summary>The decisions for escrow orders of a chain, by lower-case id; undecided ones are absent.</summary>
    public async Task<IReadOnlyDictionary<string, ChainIntent>> FindAsync(
        NpgsqlConnection connection, string chain, IReadOnlyCollection<string> escrowOrderIds,
        CancellationToken cancellationToken = default) =>
        (await connection
            .Sql(
                $"SELECT {Columns} FROM paynode.chain_intents i WHERE chain = $1 AND escrow_order_id = ANY($2)",
                chain, escrowOrderIds.Select(id => id.ToLowerInvariant()).ToArray())
            .ListAsync(Read, cancellationToken)).ToDictionary(intent => intent.EscrowOrderId, StringComparer.Ordinal);

    /// <summary>Intents that are not final, and those decided since a time.</summary>
    internal static Task<List<ChainIntent>> SinceAsync(
        NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken) => connection
        .Sql($"SELECT {Columns} FROM paynode.chain_intents i WHERE NOT is_final OR created_at >= $1 FOR UPDATE", since)
        .ListAsync(Read, cancellationToken);

    // Null when the batch was filled before.
    private async Task<IReadOnlyList<ChainIntent>?> TryFillAsync(
        string chain, ChainIntentKind kind, BatchGroup group, int limit, string batchKey, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var isNew = await connection.Sql(
            "INSERT INTO paynode.chain_batches (batch_key, chain, kind, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            batchKey, chain, Wire(kind), timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken) > 0;
        if (!isNew)
        {
            return null;
        }

        var taken = await FillAsync(connection, chain, kind, group, limit, batchKey, cancellationToken);
        if (taken.Count > 0)
        {
            // Not committed when nothing waits: no empty batch is left behind.
            await transaction.CommitAsync(cancellationToken);
        }

        return taken;
    }

    private async Task<IReadOnlyList<ChainIntent>> FillAsync(
        NpgsqlConnection connection, string chain, ChainIntentKind kind, BatchGroup group, int limit, string batchKey,
        CancellationToken cancellationToken)
    {
        const string InGroup =
            $"{Waiting} AND currency = $6 AND escrow IS NOT DISTINCT FROM $7 AND ($8::timestamptz IS NULL OR deadline <= $8::timestamptz)";
        var taken = await connection.Sql(
            $"""
            WITH head AS MATERIALIZED (
                SELECT batch_limit AS items FROM paynode.chain_intents WHERE {InGroup}
                ORDER BY batch_limit DESC NULLS FIRST, created_at LIMIT 1
            ), due AS MATERIALIZED (
                SELECT chain, escrow_order_id FROM paynode.chain_intents
                WHERE {InGroup} AND batch_limit IS NOT DISTINCT FROM (SELECT items FROM head)
                ORDER BY created_at, escrow_order_id LIMIT LEAST($4, (SELECT items FROM head)) FOR UPDATE SKIP LOCKED)
            UPDATE paynode.chain_intents i SET batch_key = $5, parked_until = NULL
            FROM due WHERE i.chain = due.chain AND i.escrow_order_id = due.escrow_order_id
            RETURNING {Columns}
            """,
            chain, Wire(kind), timeProvider.GetUtcNow(), Math.Clamp(limit, 1, MaxBatch), batchKey, group.Token.Code, group.Escrow,
            group.DeadlineBy).ListAsync(Read, cancellationToken);
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
        BatchLimit = row.IsDBNull(11) ? null : row.GetInt32(11),
        QuarantinedUntil = row.IsDBNull(12) ? null : row.Time(12),
        Failure = row.TextOrNull(13),
        Escrow = row.TextOrNull(14),
        Deadline = row.IsDBNull(15) ? null : row.Time(15),
        Provider = row.IsDBNull(16) ? null : new ProviderId(row.GetGuid(16)),
        HeldAt = row.IsDBNull(17) ? null : row.Time(17),
        HeldReason = row.TextOrNull(18),
        Seal = row.TextOrNull(19),
        FormerBatchKey = row.TextOrNull(20),
    };

    private static string Wire(ChainIntentKind kind) => Enum.GetName(kind)!.ToLowerInvariant();

    private static ChainIntentKind Kind(string text) => Enum.Parse<ChainIntentKind>(text, ignoreCase: true);
}
