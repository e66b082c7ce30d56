using System.Numerics;
using Npgsql;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Sql;

namespace Paynode.Chain.Transactions;

/// <summary>The tables of one key's transactions. Every method is one atomic step.</summary>
internal sealed class TransactionStore(NpgsqlDataSource source, long chainId, Address sender, TimeProvider timeProvider)
{
    private const string Columns =
        """
        t.id, t.recipient, t.data, t.value, t.state, t.is_filler, t.nonce, t.gas_limit, t.estimate_failures, t.block_number, t.block_hash,
        t.urgency, t.failing_since, t.waiting, t.least_gas, t.pressing_from, t.idempotency_key, t.seal
        """;

    private readonly byte[] _sender = sender.ToArray();

    /// <summary>Stores a request under its key; does nothing when the key is already used.</summary>
    public Task<int> EnqueueAsync(TransactionRequest request, byte[] seal, CancellationToken cancellationToken) =>
        source.Command(
            """
            INSERT INTO chain.transactions (
                chain_id, sender, idempotency_key, recipient, data, value, state, created_at, updated_at, urgency,
                least_gas, pressing_from, seal)
            VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $7, $8, $9, $10, $11) ON CONFLICT (chain_id, idempotency_key) DO NOTHING
            """,
            chainId, _sender, request.IdempotencyKey, request.To.ToArray(), request.Data, request.Value, timeProvider.GetUtcNow(),
            (short)request.Urgency, request.LeastGas, (object?)request.DeadlinePriorityFrom ?? DBNull.Value, seal)
        .ExecuteAsync(cancellationToken);

    /// <summary>Seals an open request.</summary>
    public Task<int> SealAsync(long transactionId, byte[] seal, CancellationToken cancellationToken) =>
        source.Command(
            """
            UPDATE chain.transactions SET seal = $2, waiting = NULLIF(waiting, $3)
            WHERE id = $1 AND state IN ('queued', 'pending', 'mined')
            """,
            transactionId, seal, WaitingReason.Unsealed).ExecuteAsync(cancellationToken);

    /// <summary>Ends a request that was never given a nonce.</summary>
    public Task<int> RetractAsync(string idempotencyKey, CancellationToken cancellationToken) =>
        source.Command(
            """
            UPDATE chain.transactions SET state = 'refused', waiting = $4, updated_at = $3
            WHERE chain_id = $1 AND idempotency_key = $2 AND state = 'queued' AND nonce IS NULL
            """,
            chainId, idempotencyKey, timeProvider.GetUtcNow(), WaitingReason.Retracted).ExecuteAsync(cancellationToken);

    /// <summary>Whether the request stored under a key is this one.</summary>
    public async Task<bool> IsSameAsync(TransactionRequest request, CancellationToken cancellationToken) =>
        (await source.Command(
            "SELECT recipient = $3 AND data = $4 AND value = $5 FROM chain.transactions WHERE chain_id = $1 AND idempotency_key = $2",
            chainId, request.IdempotencyKey, request.To.ToArray(), request.Data, request.Value)
        .ReadAsync(r => r.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Transactions in some states, with their attempts.</summary>
    public async Task<IReadOnlyList<StoredTransaction>> LoadAsync(
        string[] states, string order, int limit, CancellationToken cancellationToken)
    {
        var rows = await source.Command(
            $"""
             SELECT {Columns} FROM chain.transactions t
             WHERE chain_id = $1 AND sender = $2 AND state = ANY ($3) ORDER BY {order} LIMIT $4
             """,
            chainId, _sender, states, limit).ReadAsync(ReadTransaction, cancellationToken).ConfigureAwait(false);
        return await WithAttemptsAsync(rows, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The queued transactions in admission order: fillers of nonce gaps first, then the others, urgent before background and
    /// earlier deadline priority first; those that failed before come last, so that they block nothing.
    /// </summary>
    public Task<IReadOnlyList<StoredTransaction>> QueuedAsync(int limit, CancellationToken cancellationToken) =>
        LoadAsync(
            ["queued"],
            "is_filler DESC, urgency = -1 DESC, failing_since IS NOT NULL, estimate_failures, urgency, pressing_from, id",
            limit,
            cancellationToken);

    /// <summary>The transaction that has a nonce, in any state.</summary>
    public async Task<StoredTransaction?> AtNonceAsync(long nonce, CancellationToken cancellationToken)
    {
        var rows = await source.Command(
            $"SELECT {Columns} FROM chain.transactions t WHERE chain_id = $1 AND sender = $2 AND nonce = $3", chainId, _sender, nonce)
            .ReadAsync(ReadTransaction, cancellationToken).ConfigureAwait(false);
        var found = await WithAttemptsAsync(rows, cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Gives a queued transaction the next nonce: a gap if there is one, otherwise the one above all others.</summary>
    public async Task<long?> ReserveNonceAsync(long transactionId, long chainNonce, long gasLimit, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var nonce = await NextNonceAsync(connection, chainNonce, cancellationToken).ConfigureAwait(false);
                var changed = await connection.Command(
                    """
                    UPDATE chain.transactions SET state = 'pending', nonce = $2, gas_limit = $3, waiting = NULL, updated_at = $4
                    WHERE id = $1 AND state = 'queued'
                    """,
                    transactionId, nonce, gasLimit, timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken).ConfigureAwait(false);
                if (changed == 0)
                {
                    return null;
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return nonce;
            }
        }
    }

    /// <summary>Stores signed bytes; they are sent only after this.</summary>
    public async Task<StoredAttempt> AddAttemptAsync(
        long transactionId, long nonce, SignedTransaction signed, FeeOffer offer, CancellationToken cancellationToken)
    {
        var ids = await source.Command(
            """
            INSERT INTO chain.attempts (transaction_id, nonce, hash, raw, max_fee, priority_fee, signed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash) DO UPDATE SET signed_at = chain.attempts.signed_at RETURNING id
            """,
            transactionId, nonce, signed.Hash.ToArray(), signed.Raw, offer.MaxFee, offer.PriorityFee, timeProvider.GetUtcNow())
            .ReadAsync(r => r.GetInt64(0), cancellationToken).ConfigureAwait(false);
        return new StoredAttempt(ids[0], transactionId, signed.Hash, signed.Raw, offer, 0, null, false);
    }

    /// <summary>Records that an attempt is about to be sent to a node.</summary>
    public Task<int> MarkSendingAsync(long attemptId, CancellationToken cancellationToken) =>
        source.Command("UPDATE chain.attempts SET sends = sends + 1, sent_at = NULL WHERE id = $1", attemptId)
            .ExecuteAsync(cancellationToken);

    /// <summary>Records that a node has accepted an attempt.</summary>
    public Task<int> MarkSentAsync(long attemptId, CancellationToken cancellationToken) =>
        source.Command("UPDATE chain.attempts SET sent_at = $2, underpriced = false WHERE id = $1", attemptId, timeProvider.GetUtcNow())
            .ExecuteAsync(cancellationToken);

    /// <summary>
    /// Records that a node requires a higher fee: to accept the transaction at all, or to replace a pending one with the same
    /// nonce. In the latter case there is time.
    /// </summary>
    public Task<int> MarkUnderpricedAsync(long attemptId, bool isInPool, CancellationToken cancellationToken) =>
        source.Command(
            "UPDATE chain.attempts SET underpriced = true, sent_at = CASE WHEN $2 THEN $3 END WHERE id = $1",
            attemptId, isInPool, timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken);

    /// <summary>Changes the gas limit of a transaction that no node has accepted; its nonce stays.</summary>
    public Task<int> ChangeGasLimitAsync(long transactionId, long gasLimit, CancellationToken cancellationToken) =>
        source.Command(
            "UPDATE chain.transactions SET gas_limit = $2, updated_at = $3 WHERE id = $1 AND state = 'pending'",
            transactionId, gasLimit, timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken);

    /// <summary>Records why a transaction waits; null when it does not.</summary>
    public Task<int> MarkWaitingAsync(long transactionId, string? reason, CancellationToken cancellationToken) =>
        source.Command(
            "UPDATE chain.transactions SET waiting = $2, updated_at = $3 WHERE id = $1 AND waiting IS DISTINCT FROM $2",
            transactionId, (object?)reason ?? DBNull.Value, timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken);

    /// <summary>Counts a failed estimate, and refuses the transaction at the limit.</summary>
    public Task<int> CountEstimateFailureAsync(
        long transactionId, string reason, byte[] revertData, int limit, CancellationToken cancellationToken) =>
        source.Command(
            """
            UPDATE chain.transactions SET estimate_failures = estimate_failures + 1, revert_data = $2, updated_at = $4,
                failing_since = COALESCE(failing_since, $4), waiting = $5,
                state = CASE WHEN estimate_failures + 1 >= $3 THEN 'refused' ELSE state END
            WHERE id = $1 AND state = 'queued'
            """,
            transactionId, revertData, limit, timeProvider.GetUtcNow(), reason).ExecuteAsync(cancellationToken);

    /// <summary>Records a failed estimate that does not count yet.</summary>
    public Task<int> MarkFailingAsync(long transactionId, string reason, CancellationToken cancellationToken) =>
        source.Command(
            """
            UPDATE chain.transactions SET waiting = $2, failing_since = COALESCE(failing_since, $3), updated_at = $3
            WHERE id = $1 AND state = 'queued' AND (waiting IS DISTINCT FROM $2 OR failing_since IS NULL)
            """,
            transactionId, reason, timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken);

    /// <summary>Records the block that contains a transaction, and whether it has enough confirmations.</summary>
    public Task<int> MarkMinedAsync(
        long transactionId, TransactionReceipt receipt, TransactionState state, byte[]? revertData, CancellationToken cancellationToken) =>
        source.Command(
            """
            UPDATE chain.transactions SET state = $2, mined_hash = $3, block_number = $4, block_hash = $5, gas_used = $6,
                effective_gas_price = $7, revert_data = $8, waiting = NULL, updated_at = $9
            WHERE id = $1 AND state IN ('pending', 'mined')
            """,
            transactionId, StateText(state), receipt.TransactionHash.ToArray(), receipt.BlockNumber, receipt.BlockHash.ToArray(),
            receipt.GasUsed, receipt.EffectiveGasPrice, (object?)revertData ?? DBNull.Value, timeProvider.GetUtcNow())
                .ExecuteAsync(cancellationToken);

    /// <summary>The transaction's block was reorganised away: its bytes are sent again.</summary>
    public Task<int> MarkUnminedAsync(long transactionId, CancellationToken cancellationToken) =>
        source.Command(
            """
            WITH back AS (
                UPDATE chain.transactions SET state = 'pending', mined_hash = NULL, block_number = NULL, block_hash = NULL, gas_used = NULL,
                    effective_gas_price = NULL, revert_data = NULL, updated_at = $2
                WHERE id = $1 AND state IN ('mined', 'succeeded', 'reverted') RETURNING id
            )
            UPDATE chain.attempts a SET sent_at = NULL FROM back WHERE a.transaction_id = back.id
            """,
            transactionId, timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken);

    /// <summary>
    /// The nonce was used by a transaction that is not ours, so no attempt can be mined any more: the transaction is queued
    /// again, and a filler is done.
    /// </summary>
    public Task<int> ReleaseNonceAsync(long transactionId, CancellationToken cancellationToken) =>
        source.Command(
            """
            WITH freed AS (
                UPDATE chain.transactions SET state = CASE WHEN is_filler THEN 'refused' ELSE 'queued' END, nonce = NULL, updated_at = $2
                WHERE id = $1 AND state = 'pending' RETURNING id
            )
            UPDATE chain.attempts a SET abandoned = true FROM freed WHERE a.transaction_id = freed.id
            """,
            transactionId, timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken);

    /// <summary>Creates a zero-value transaction to the sender itself that fills a nonce gap.</summary>
    public Task<int> AddFillerAsync(long nonce, CancellationToken cancellationToken) =>
        source.Command(
            """
            INSERT INTO chain.transactions (
                chain_id, sender, idempotency_key, recipient, data, value, state, is_filler, created_at, updated_at)
            VALUES ($1, $2, $3, $2, '', 0, 'queued', true, $4, $4) ON CONFLICT (chain_id, idempotency_key) DO NOTHING
            """,
            chainId, _sender, $"nonce:{sender}:{nonce}", timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken);

    /// <summary>Whether a transaction became final so recently that its block could still be reorganised away.</summary>
    public async Task<bool> HasRecentAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        (await source.Command(
            """
            SELECT EXISTS (SELECT 1 FROM chain.transactions
                WHERE chain_id = $1 AND sender = $2 AND state IN ('succeeded', 'reverted') AND updated_at >= $3)
            """,
            chainId, _sender, since).ReadAsync(r => r.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Whether any transaction that is not in a block is urgent by deadline now.</summary>
    public async Task<bool> IsAnyUrgentAsync(CancellationToken cancellationToken) =>
        (await source.Command(
            """
            SELECT EXISTS (SELECT 1 FROM chain.transactions
                WHERE chain_id = $1 AND sender = $2 AND state IN ('queued', 'pending') AND pressing_from <= $3)
            """,
            chainId, _sender, timeProvider.GetUtcNow()).ReadAsync(r => r.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];

    /// <summary>How many transactions are not final.</summary>
    public async Task<int> CountOpenAsync(CancellationToken cancellationToken) =>
        (await source.Command(
            "SELECT count(*)::int FROM chain.transactions WHERE chain_id = $1 AND sender = $2 AND state IN ('queued', 'pending', 'mined')",
            chainId, _sender).ReadAsync(r => r.GetInt32(0), cancellationToken).ConfigureAwait(false))[0];

    /// <summary>The waiting reason of the oldest waiting transaction.</summary>
    public async Task<string?> WaitingAsync(CancellationToken cancellationToken) =>
        (await source.Command(
            """
            SELECT waiting FROM chain.transactions
            WHERE chain_id = $1 AND sender = $2 AND state IN ('queued', 'pending') AND waiting IS NOT NULL ORDER BY id LIMIT 1
            """,
            chainId, _sender).ReadAsync(r => r.GetString(0), cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>How many transactions wait, by reason.</summary>
    public async Task<IReadOnlyDictionary<string, int>> WaitingCountsAsync(CancellationToken cancellationToken) =>
        (await source.Command(
            """
            SELECT waiting, count(*)::int FROM chain.transactions
            WHERE chain_id = $1 AND sender = $2 AND state IN ('queued', 'pending') AND waiting IS NOT NULL GROUP BY waiting
            """,
            chainId, _sender).ReadAsync(r => (Reason: r.GetString(0), Count: r.GetInt32(1)), cancellationToken).ConfigureAwait(false))
        .ToDictionary(row => row.Reason, row => row.Count);

    private async Task<long> NextNonceAsync(NpgsqlConnection connection, long chainNonce, CancellationToken cancellationToken)
    {
        var next = await connection.Command(
            """
            INSERT INTO chain.senders AS s (chain_id, sender, next_nonce) VALUES ($1, $2, $3)
            ON CONFLICT (chain_id, sender) DO UPDATE SET next_nonce = GREATEST(s.next_nonce, $3) RETURNING next_nonce
            """,
            chainId, _sender, chainNonce).ReadAsync(r => r.GetInt64(0), cancellationToken).ConfigureAwait(false);
        var holes = await connection.Command(
            """
            SELECT n FROM generate_series($3, $4 - 1) n WHERE NOT EXISTS (
                SELECT 1 FROM chain.transactions WHERE chain_id = $1 AND sender = $2 AND nonce = n) ORDER BY n LIMIT 1
            """,
            chainId, _sender, chainNonce, next[0]).ReadAsync(r => r.GetInt64(0), cancellationToken).ConfigureAwait(false);
        if (holes.Count > 0)
        {
            return holes[0];
        }

        await connection.Command(
            "UPDATE chain.senders SET next_nonce = $3 + 1 WHERE chain_id = $1 AND sender = $2", chainId, _sender, next[0])
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return next[0];
    }

    private async Task<IReadOnlyList<StoredTransaction>> WithAttemptsAsync(
        List<StoredTransaction> transactions, CancellationToken cancellationToken)
    {
        if (transactions.Count == 0)
        {
            return [];
        }

        var attempts = await source.Command(
            """
            SELECT id, transaction_id, hash, raw, max_fee, priority_fee, sends, sent_at, underpriced
            FROM chain.attempts WHERE transaction_id = ANY ($1) AND NOT abandoned ORDER BY id
            """,
            transactions.Select(t => t.Id).ToArray()).ReadAsync(ReadAttempt, cancellationToken).ConfigureAwait(false);
        var byTransaction = attempts.ToLookup(a => a.TransactionId);
        return [.. transactions.Select(t => t with { Attempts = [.. byTransaction[t.Id]] })];
    }

    private static StoredTransaction ReadTransaction(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new Address(row.GetFieldValue<byte[]>(1)),
        row.GetFieldValue<byte[]>(2),
        row.GetFieldValue<BigInteger>(3),
        Enum.Parse<TransactionState>(row.GetString(4), ignoreCase: true),
        row.GetBoolean(5),
        row.IsDBNull(6) ? null : row.GetInt64(6),
        row.IsDBNull(7) ? null : row.GetInt64(7),
        row.GetInt32(8),
        (TransactionUrgency)row.GetInt16(11),
        row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
        row.IsDBNull(9) ? null : row.GetInt64(9),
        row.IsDBNull(10) ? null : new Bytes32(row.GetFieldValue<byte[]>(10)),
        row.IsDBNull(13) ? null : row.GetString(13),
        row.GetInt64(14),
        row.IsDBNull(15) ? null : row.GetFieldValue<DateTimeOffset>(15),
        row.GetString(16),
        row.IsDBNull(17) ? null : row.GetFieldValue<byte[]>(17),
        []);

    private static StoredAttempt ReadAttempt(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        new Bytes32(row.GetFieldValue<byte[]>(2)),
        row.GetFieldValue<byte[]>(3),
        new FeeOffer(row.GetFieldValue<BigInteger>(4), row.GetFieldValue<BigInteger>(5)),
        row.GetInt32(6),
        row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
        row.GetBoolean(8));

    private static string StateText(TransactionState state) => state switch
    {
        TransactionState.Mined => "mined",
        TransactionState.Succeeded => "succeeded",
        TransactionState.Reverted => "reverted",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
