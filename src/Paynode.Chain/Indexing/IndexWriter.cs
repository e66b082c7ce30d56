using Npgsql;
using Paynode.Chain.Sql;

namespace Paynode.Chain.Indexing;

/// <summary>
/// Writes a poll's effects inside one transaction. Events are locked before notifications, here and where notifications
/// are marked, so that the two cannot deadlock.
/// </summary>
internal sealed class IndexWriter(NpgsqlConnection connection, long chainId, DateTimeOffset now)
{
    /// <summary>Locks the cursor for this transaction, unless it has moved since it was read.</summary>
    public async Task<bool> ClaimAsync(long version, CancellationToken cancellationToken)
    {
        var versions = await connection.Command("SELECT version FROM chain.cursors WHERE chain_id = $1 FOR UPDATE", chainId)
            .ReadAsync(r => r.GetInt64(0), cancellationToken).ConfigureAwait(false);
        return versions[0] == version;
    }

    public async Task<IndexCounts> WriteAsync(AuditChange change, CancellationToken cancellationToken)
    {
        var gone = await WithdrawAsync("id = ANY ($2)", change.Phantoms.ToArray(), cancellationToken).ConfigureAwait(false);
        var found = await new EventWriter(connection, chainId, now).WriteAsync(change.Rows, cancellationToken).ConfigureAwait(false);
        await connection.Command(
            
            """
            UPDATE chain.cursors SET audited_block = $2, version = version + 1,
                reread_block = CASE WHEN reread_block > $2 THEN reread_block END
            WHERE chain_id = $1
            """,
            chainId, change.AuditedBlock).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return new IndexCounts(found, gone, 0);
    }

    public async Task<IndexCounts> WriteAsync(IndexChange change, CancellationToken cancellationToken)
    {
        var withdrawn = change.Ancestor.Number < change.Before.BlockNumber
            ? await RollBackAsync(change, cancellationToken).ConfigureAwait(false)
            : 0;
        var observed = 0;
        if (change.Range is { } range)
        {
            await KeepBlocksAsync(change, range, cancellationToken).ConfigureAwait(false);
            observed = await new EventWriter(connection, chainId, now).WriteAsync(change.Rows, cancellationToken).ConfigureAwait(false);
        }

        var confirmed = await ConfirmAsync(change, cancellationToken).ConfigureAwait(false);
        await MoveCursorAsync(change, cancellationToken).ConfigureAwait(false);
        return new IndexCounts(observed, withdrawn, confirmed);
    }

    private async Task<int> RollBackAsync(IndexChange change, CancellationToken cancellationToken)
    {
        await connection.Command(
            "DELETE FROM chain.blocks WHERE chain_id = $1 AND block_number > $2", chainId, change.Ancestor.Number)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return await WithdrawAsync("block_number > $2", change.Ancestor.Number, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> WithdrawAsync(string which, object value, CancellationToken cancellationToken)
    {
        var gone = await connection.Command(
            $"UPDATE chain.events SET state = 'withdrawn' WHERE chain_id = $1 AND {which} AND state <> 'withdrawn' RETURNING id",
            chainId, value).ReadAsync(r => r.GetInt64(0), cancellationToken).ConfigureAwait(false);
        await AnnounceWithdrawalAsync([.. gone], cancellationToken).ConfigureAwait(false);
        return gone.Count;
    }

    // A notification that was never delivered is deleted; one that was delivered has to be revoked.
    private async Task AnnounceWithdrawalAsync(long[] gone, CancellationToken cancellationToken)
    {
        if (gone.Length == 0)
        {
            return;
        }

        await connection.Command(
            """
            DELETE FROM chain.notices n USING chain.events e
            WHERE e.id = ANY ($1) AND n.event_id = e.id AND n.incarnation = e.incarnation AND n.kind = 'confirmed' AND NOT n.taken
            """,
            gone).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        await connection.Command(
            """
            INSERT INTO chain.notices (event_id, incarnation, kind)
            SELECT n.event_id, n.incarnation, 'withdrawn' FROM chain.notices n
            JOIN chain.events e ON e.id = n.event_id AND e.incarnation = n.incarnation
            WHERE n.event_id = ANY ($1) AND n.kind = 'confirmed' ORDER BY n.id DESC
            """,
            gone).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task KeepBlocksAsync(IndexChange change, FetchedRange range, CancellationToken cancellationToken)
    {
        var kept = range.Headers.Where(h => h.Number >= change.KeepBlocksFrom || h.Number == range.Last.Number).ToArray();
        await connection.Command(
            "INSERT INTO chain.blocks (chain_id, block_number, block_hash) SELECT $1, * FROM unnest($2, $3)",
            chainId, kept.Select(h => h.Number).ToArray(), kept.Select(h => h.Hash.ToArray()).ToArray())
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        await connection.Command(
            "DELETE FROM chain.blocks WHERE chain_id = $1 AND block_number < LEAST($2, $3)",
            chainId, change.KeepBlocksFrom, range.Last.Number).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> ConfirmAsync(IndexChange change, CancellationToken cancellationToken)
    {
        var finality = change.Finality;
        var confirmed = await connection.Command(
            """
            UPDATE chain.events SET state = 'confirmed'
            WHERE chain_id = $1 AND state = 'observed' AND block_number <= CASE required_kind
                WHEN 'depth' THEN $2 - required_depth + 1 WHEN 'safe' THEN $3 ELSE $4 END
            RETURNING id
            """,
            chainId, finality.Head, finality.Safe, finality.Finalized)
            .ReadAsync(r => r.GetInt64(0), cancellationToken).ConfigureAwait(false);
        if (confirmed.Count > 0)
        {
            await connection.Command(
                """
                INSERT INTO chain.notices (event_id, incarnation, kind)
                SELECT id, incarnation, 'confirmed' FROM chain.events WHERE id = ANY ($1) ORDER BY block_number, log_index
                """,
                confirmed.ToArray()).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        return confirmed.Count;
    }

    private Task<int> MoveCursorAsync(IndexChange change, CancellationToken cancellationToken)
    {
        var (number, hash) = change.Range is { } range
            ? (range.Last.Number, range.Last.Hash.ToArray())
            : (change.Ancestor.Number, change.Ancestor.Hash?.ToArray());
        return connection.Command(
            """
            UPDATE chain.cursors SET block_number = $2, block_hash = $3, head_number = $4, version = version + 1, updated_at = $5,
                audited_block = LEAST(audited_block, $6)
            WHERE chain_id = $1
            """,
            chainId, number, hash,
            change.Finality.Head, now, change.Ancestor.Number).ExecuteAsync(cancellationToken);
    }
}
