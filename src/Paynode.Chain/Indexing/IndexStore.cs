using Npgsql;
using Paynode.Chain.Primitives;
using Paynode.Chain.Sql;

namespace Paynode.Chain.Indexing;

/// <summary>The indexer's tables.</summary>
internal sealed class IndexStore(NpgsqlDataSource source, TimeProvider timeProvider)
{
    /// <summary>The cursor, created on the first call.</summary>
    public async Task<ChainCursor> LoadAsync(long chainId, long startBlock, CancellationToken cancellationToken)
    {
        const string Select =
            """
            SELECT start_block, block_number, block_hash, version, audited_block, reread_block, updated_at
            FROM chain.cursors WHERE chain_id = $1
            """;
        const string Insert =
            """
            INSERT INTO chain.cursors (chain_id, start_block, block_number, head_number, version, audited_block, updated_at)
            VALUES ($1, $2, $2 - 1, $2 - 1, 0, $2 - 1, $3) ON CONFLICT (chain_id) DO NOTHING
            """;
        var rows = await source.Command(Select, chainId).ReadAsync(ReadCursor, cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            await source.Command(Insert, chainId, startBlock, timeProvider.GetUtcNow())
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);
            rows = await source.Command(Select, chainId).ReadAsync(ReadCursor, cancellationToken).ConfigureAwait(false);
        }

        return rows[0];
    }

    /// <summary>Kept blocks at or below a height, highest first.</summary>
    public Task<List<AncestorBlock>> BlocksBelowAsync(long chainId, long top, int limit, CancellationToken cancellationToken) =>
        source.Command(
            """
            SELECT block_number, block_hash FROM chain.blocks WHERE chain_id = $1 AND block_number <= $2
            ORDER BY block_number DESC LIMIT $3
            """,
            chainId, top, limit)
        .ReadAsync(r => new AncestorBlock(r.GetInt64(0), Word(r, 1)), cancellationToken);

    /// <summary>The deposit addresses of orders whose deadline is not before a time.</summary>
    public Task<List<Address>> OpenDepositsAsync(long chainId, long sinceSeconds, CancellationToken cancellationToken) =>
        source.Command(
            "SELECT address FROM chain.deposits WHERE chain_id = $1 AND deadline >= $2 ORDER BY deadline, address",
            chainId, sinceSeconds)
            .ReadAsync(r => new Address(r.GetFieldValue<byte[]>(0)), cancellationToken);

    /// <summary>Of these, those of orders that have not ended, or that ended after a time.</summary>
    public Task<List<Address>> OpenDepositsAsync(
        long chainId, long sinceSeconds, DateTimeOffset closedSince, CancellationToken cancellationToken) =>
        source.Command(
            """
            SELECT address, deadline FROM chain.deposits WHERE chain_id = $1 AND deadline >= $2 AND closed_at IS NULL
            UNION ALL
            SELECT address, deadline FROM chain.deposits WHERE chain_id = $1 AND deadline >= $2 AND closed_at > $3
            ORDER BY deadline, address
            """,
            chainId, sinceSeconds, closedSince)
        .ReadAsync(r => new Address(r.GetFieldValue<byte[]>(0)), cancellationToken);

    /// <summary>Registered orders by their id in the escrow or by their deposit address.</summary>
    public Task<List<WatchedDeposit>> FindOrdersAsync(
        long chainId, IReadOnlyList<Bytes32> orderIds, IReadOnlyList<Address> addresses, CancellationToken cancellationToken) =>
        source.Command(
            "SELECT address, order_id, token FROM chain.deposits WHERE chain_id = $1 AND (order_id = ANY ($2) OR address = ANY ($3))",
            chainId, orderIds.Select(o => o.ToArray()).ToArray(), addresses.Select(a => a.ToArray()).ToArray())
        .ReadAsync(
            r => new WatchedDeposit(new Address(r.GetFieldValue<byte[]>(0)), Word(r, 1), new Address(r.GetFieldValue<byte[]>(2))),
            cancellationToken);

    /// <summary>Events of a range of blocks that are not withdrawn.</summary>
    public Task<List<StoredEvent>> EventsBetweenAsync(long chainId, long from, long to, CancellationToken cancellationToken) =>
        source.Command(
            """
            SELECT id, block_hash, transaction_hash, log_index, block_number FROM chain.events
            WHERE chain_id = $1 AND block_number BETWEEN $2 AND $3 AND state <> 'withdrawn'
            """,
            chainId, from, to)
        .ReadAsync(r => new StoredEvent(r.GetInt64(0), Word(r, 1), Word(r, 2), r.GetInt64(3), r.GetInt64(4)), cancellationToken);

    /// <summary>Restarts the audit at a block and lets it proceed to the last block read without waiting for that to age.</summary>
    public Task<List<ReadAgain>> ReadAgainAsync(long chainId, long fromBlock, CancellationToken cancellationToken) =>
        source.Command(
            """
            UPDATE chain.cursors SET audited_block = LEAST(audited_block, GREATEST(start_block, $2) - 1), reread_block = block_number,
                version = version + 1
            WHERE chain_id = $1 RETURNING audited_block + 1, block_number
            """,
            chainId, fromBlock)
        .ReadAsync(r => new ReadAgain(r.GetInt64(0), r.GetInt64(1)), cancellationToken);

    /// <summary>Writes all effects of a poll, or none when another poll committed first.</summary>
    public Task<IndexCounts?> ApplyAsync(IndexChange change, CancellationToken cancellationToken) =>
        InTransactionAsync(
            change.ChainId, change.Before.Version, writer => writer.WriteAsync(change, cancellationToken), cancellationToken);

    /// <summary>Writes all effects of an audit, or none when a poll committed first.</summary>
    public Task<IndexCounts?> ApplyAsync(AuditChange change, CancellationToken cancellationToken) =>
        InTransactionAsync(change.ChainId, change.Version, writer => writer.WriteAsync(change, cancellationToken), cancellationToken);

    private async Task<IndexCounts?> InTransactionAsync(
        long chainId, long version, Func<IndexWriter, Task<IndexCounts>> write, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var writer = new IndexWriter(connection, chainId, timeProvider.GetUtcNow());
                if (!await writer.ClaimAsync(version, cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }

                var counts = await write(writer).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return counts;
            }
        }
    }

    private static ChainCursor ReadCursor(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : Word(row, 2), row.GetInt64(3), row.GetInt64(4),
            row.IsDBNull(5) ? null : row.GetInt64(5))
        {
            ReadAt = row.GetFieldValue<DateTimeOffset>(6),
        };

    private static Bytes32 Word(NpgsqlDataReader row, int column) => new(row.GetFieldValue<byte[]>(column));
}
