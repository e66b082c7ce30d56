using Npgsql;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Sql;

namespace Paynode.Chain.Indexing;

/// <summary>The consumer's view of the chain: notifications to act on, and queries for events.</summary>
/// <param name="source">The database with the tables of <see cref="ChainSchema"/>.</param>
/// <param name="timeProvider">For leases.</param>
public sealed class ChainEventStore(NpgsqlDataSource source, TimeProvider timeProvider)
{
    /// <summary>How long a taken notification is leased; after that it is delivered again.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const string Columns =
        """
        e.chain_id, e.block_hash, e.transaction_hash, e.log_index, e.block_number, e.block_time, e.address, e.topics, e.data,
        e.state, e.order_id, d.reference, e.incarnation
        """;

    private const string Orders = "LEFT JOIN chain.deposits d ON d.chain_id = e.chain_id AND d.order_id = e.order_id";

    /// <summary>
    /// Takes notifications to act on. Delivery is at least once, until a notification is marked as dispatched; an event's
    /// withdrawal is delivered after its confirmation was marked.
    /// </summary>
    /// <param name="limit">The maximum number of notifications to take.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The notifications, oldest first.</returns>
    public async Task<IReadOnlyList<ChainNotification>> TakeConfirmedAsync(int limit, CancellationToken cancellationToken)
    {
        const string Take =
            """
            UPDATE chain.notices n SET taken = true, leased_until = $2 FROM (
                SELECT q.id FROM chain.notices q
                WHERE q.dispatched_at IS NULL AND (q.leased_until IS NULL OR q.leased_until <= $1) AND NOT EXISTS (
                    SELECT 1 FROM chain.notices p WHERE p.event_id = q.event_id AND p.id < q.id AND p.dispatched_at IS NULL)
                ORDER BY q.id LIMIT $3 FOR UPDATE SKIP LOCKED) free
            WHERE n.id = free.id RETURNING n.id
            """;
        var now = timeProvider.GetUtcNow();
        var ids = await source.Command(Take, now, now + Lease, limit)
            .ReadAsync(r => r.GetInt64(0), cancellationToken).ConfigureAwait(false);
        return ids.Count == 0
            ? []
            : await source.Command(
                $"""
                 SELECT {Columns}, n.id, n.kind, n.incarnation FROM chain.notices n
                 JOIN chain.events e ON e.id = n.event_id {Orders} WHERE n.id = ANY ($1) ORDER BY n.id
                 """,
                ids.ToArray()).ReadAsync(ReadNotification, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Marks notifications as processed, so that they are not delivered again.</summary>
    /// <param name="notificationIds">The notifications' ids.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>A task that completes when the marks are stored.</returns>
    public Task MarkDispatchedAsync(IReadOnlyCollection<long> notificationIds, CancellationToken cancellationToken) =>
        source.Command(
            """
            WITH locked AS (
                SELECT e.id FROM chain.events e WHERE e.id IN (SELECT event_id FROM chain.notices WHERE id = ANY ($1))
                ORDER BY e.id FOR UPDATE
            ), marked AS (
                UPDATE chain.notices n SET dispatched_at = $2 FROM locked
                WHERE n.event_id = locked.id AND n.id = ANY ($1) AND n.dispatched_at IS NULL RETURNING n.event_id, n.incarnation, n.kind
            )
            UPDATE chain.events e SET state = 'dispatched' FROM marked
            WHERE e.id = marked.event_id AND e.incarnation = marked.incarnation AND marked.kind = 'confirmed' AND e.state = 'confirmed'
            """,
            notificationIds.ToArray(), timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken);

    /// <summary>All events of an order on every chain, including withdrawn ones.</summary>
    /// <param name="escrowOrderId">The order's id in the escrow, which commits to the chain.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The events in chain order.</returns>
    public async Task<IReadOnlyList<ChainEvent>> FindAsync(Bytes32 escrowOrderId, CancellationToken cancellationToken) =>
        await source.Command(
            $"SELECT {Columns} FROM chain.events e {Orders} WHERE e.order_id = $1 ORDER BY e.block_number, e.log_index, e.id",
            escrowOrderId.ToArray()).ReadAsync(ReadEvent, cancellationToken).ConfigureAwait(false);

    /// <summary>All events of an order, as visible to a transaction.</summary>
    /// <param name="connection">The connection whose transaction determines what is visible.</param>
    /// <param name="escrowOrderId">The order's id in the escrow, which commits to the chain.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The events in chain order.</returns>
    public static async Task<IReadOnlyList<ChainEvent>> FindAsync(
        NpgsqlConnection connection, Bytes32 escrowOrderId, CancellationToken cancellationToken) =>
        await connection.Command(
            $"SELECT {Columns} FROM chain.events e {Orders} WHERE e.order_id = $1 ORDER BY e.block_number, e.log_index, e.id",
            escrowOrderId.ToArray()).ReadAsync(ReadEvent, cancellationToken).ConfigureAwait(false);

    /// <summary>The events of a chain from a block onwards that are on the canonical chain as last read.</summary>
    /// <param name="connection">The connection whose transaction determines what is visible.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="fromBlock">The first block.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The events in chain order.</returns>
    public static async Task<IReadOnlyList<ChainEvent>> CanonicalSinceAsync(
        NpgsqlConnection connection, long chainId, long fromBlock, CancellationToken cancellationToken) =>
        await connection.Command(
            $"""
             SELECT {Columns} FROM chain.events e {Orders}
             WHERE e.chain_id = $1 AND e.block_number >= $2 AND e.state <> 'withdrawn' ORDER BY e.block_number, e.log_index, e.id
             """,
            chainId, fromBlock).ReadAsync(ReadEvent, cancellationToken).ConfigureAwait(false);

    /// <summary>The newest releases on the canonical chain as last read, final or not.</summary>
    /// <param name="connection">The connection whose transaction determines what is visible.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="limit">The maximum number to return.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The events, newest first.</returns>
    public static async Task<IReadOnlyList<ChainEvent>> ReleasesAsync(
        NpgsqlConnection connection, long chainId, int limit, CancellationToken cancellationToken) =>
        await connection.Command(
            $"""
             SELECT {Columns} FROM chain.events e {Orders}
             WHERE e.chain_id = $1 AND e.kind = 'Released' AND e.state <> 'withdrawn'
             ORDER BY e.block_number DESC, e.log_index DESC LIMIT $2
             """,
            chainId, limit).ReadAsync(ReadEvent, cancellationToken).ConfigureAwait(false);

    /// <summary>The newest locks up to a block that were delivered to the consumer or are about to be.</summary>
    /// <param name="connection">The connection whose transaction determines what is visible.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="throughBlock">The last block.</param>
    /// <param name="limit">The maximum number to return.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The events, newest first.</returns>
    public static async Task<IReadOnlyList<ChainEvent>> LocksAsync(
        NpgsqlConnection connection, long chainId, long throughBlock, int limit, CancellationToken cancellationToken) =>
        await connection.Command(
            $"""
             SELECT {Columns} FROM chain.events e {Orders}
             WHERE e.chain_id = $1 AND e.block_number <= $2 AND e.kind = 'Locked' AND e.state IN ('confirmed', 'dispatched')
             ORDER BY e.block_number DESC, e.log_index DESC LIMIT $3
             """,
            chainId, throughBlock, limit).ReadAsync(ReadEvent, cancellationToken).ConfigureAwait(false);

    /// <summary>How far a chain has been read.</summary>
    /// <returns>The last block and when it was read; null before the first poll.</returns>
    public async Task<ChainProgress?> ProgressAsync(long chainId, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await ProgressAsync(connection, chainId, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How far a chain has been read, as visible to a transaction.</summary>
    /// <param name="connection">The connection whose transaction determines what is visible.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The last block and when it was read; null before the first poll.</returns>
    public static async Task<ChainProgress?> ProgressAsync(NpgsqlConnection connection, long chainId, CancellationToken cancellationToken)
    {
        var rows = await connection.Command(
                "SELECT block_number, updated_at, audited_block, reread_block FROM chain.cursors WHERE chain_id = $1", chainId)
            .ReadAsync(
                r => new ChainProgress(
                    r.GetInt64(0), r.GetFieldValue<DateTimeOffset>(1), r.GetInt64(2), r.IsDBNull(3) ? null : r.GetInt64(3)),
                cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : rows[0];
    }

    private static ChainNotification ReadNotification(NpgsqlDataReader row)
    {
        var kind = row.GetString(14) == "confirmed" ? ChainNotificationKind.Confirmed : ChainNotificationKind.Withdrawn;
        var chainEvent = ReadEvent(row);
        var key = KeyOf(row, row.GetInt32(15));
        return new ChainNotification(
            row.GetInt64(13), kind == ChainNotificationKind.Confirmed ? key : key + ":withdrawn", kind, chainEvent with { Key = key });
    }

    private static ChainEvent ReadEvent(NpgsqlDataReader row)
    {
        var log = StoredLog.Read(row);
        return new ChainEvent(
            KeyOf(row, row.GetInt32(12)),
            row.GetInt64(0),
            log.BlockNumber,
            log.BlockHash,
            DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(5)),
            log.TransactionHash,
            log.LogIndex,
            log.Address,
            Enum.Parse<ChainEventState>(row.GetString(9), ignoreCase: true),
            row.IsDBNull(10) ? null : new Bytes32(row.GetFieldValue<byte[]>(10)),
            row.IsDBNull(11) ? null : EscrowTerms.OrderOf(new Bytes32(row.GetFieldValue<byte[]>(11))),
            EscrowEventDecoder.Decode(log));
    }

    private static string KeyOf(NpgsqlDataReader row, int incarnation)
    {
        var (block, transaction) = (Hex.Encode(row.GetFieldValue<byte[]>(1)), Hex.Encode(row.GetFieldValue<byte[]>(2)));
        var key = $"{row.GetInt64(0)}:{block}:{transaction}:{row.GetInt64(3)}";
        return incarnation == 1 ? key : $"{key}:{incarnation}";
    }
}
