using Npgsql;
using Paynode.Chain.Primitives;
using Paynode.Chain.Sql;

namespace Paynode.Chain.Indexing;

/// <summary>Writes events in bulk: new ones are inserted, withdrawn ones that reappear are revived.</summary>
internal sealed class EventWriter(NpgsqlConnection connection, long chainId, DateTimeOffset now)
{
    // A withdrawal that was not delivered is dropped. After a delivered one, the event starts a new incarnation.
    private const string Revive =
        """
        WITH back AS (
            SELECT e.id, e.incarnation FROM chain.events e
            JOIN unnest($2, $3, $4) AS i (block_hash, transaction_hash, log_index) USING (block_hash, transaction_hash, log_index)
            WHERE e.chain_id = $1 AND e.state = 'withdrawn'
        ), untold AS (
            DELETE FROM chain.notices n USING back b
            WHERE n.event_id = b.id AND n.incarnation = b.incarnation AND n.kind = 'withdrawn' AND NOT n.taken
            RETURNING n.event_id
        ), told AS (
            SELECT n.event_id FROM chain.notices n JOIN back b ON n.event_id = b.id AND n.incarnation = b.incarnation
            WHERE n.kind = 'withdrawn' AND n.event_id NOT IN (SELECT event_id FROM untold)
        )
        UPDATE chain.events e SET
            incarnation = e.incarnation + CASE WHEN e.id IN (SELECT event_id FROM told) THEN 1 ELSE 0 END,
            state = CASE WHEN e.id NOT IN (SELECT event_id FROM untold) THEN 'observed'
                WHEN EXISTS (SELECT 1 FROM chain.notices n WHERE n.event_id = e.id AND n.incarnation = e.incarnation
                    AND n.kind = 'confirmed' AND n.dispatched_at IS NOT NULL) THEN 'dispatched'
                ELSE 'confirmed' END
        FROM back WHERE e.id = back.id
        """;

    private const string Insert =
        """
        INSERT INTO chain.events (chain_id, block_hash, transaction_hash, log_index, block_number, block_time, address, topics,
            data, kind, order_id, amount, required_kind, required_depth, state, observed_at)
        SELECT $1, i.*, 'observed', $2 FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS i
        ON CONFLICT (chain_id, block_hash, transaction_hash, log_index) DO NOTHING
        """;

    public async Task<int> WriteAsync(IReadOnlyList<EventRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        var blocks = Column(rows, r => r.Fetched.Log.BlockHash.ToArray());
        var transactions = Column(rows, r => r.Fetched.Log.TransactionHash.ToArray());
        var indexes = Column(rows, r => r.Fetched.Log.LogIndex);
        var revived = await connection.Command(Revive, chainId, blocks, transactions, indexes)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        var inserted = await connection.Command(
            Insert,
            chainId,
            now,
            blocks,
            transactions,
            indexes,
            Column(rows, r => r.Fetched.Log.BlockNumber),
            Column(rows, r => r.Fetched.BlockTimeSeconds),
            Column(rows, r => r.Fetched.Log.Address.ToArray()),
            Column(rows, r => r.Fetched.Log.Topics.SelectMany(t => t.ToArray()).ToArray()),
            Column(rows, r => r.Fetched.Log.Data),
            Column(rows, r => r.Fetched.Event.Kind),
            Column(rows, r => r.OrderId?.ToArray()),
            Column(rows, r => r.Fetched.Event.Amount),
            Column(rows, r => KindText(r.Requirement.Kind)),
            Column(rows, r => r.Requirement.Depth)).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return revived + inserted;
    }

    private static T[] Column<T>(IReadOnlyList<EventRow> rows, Func<EventRow, T> of) => [.. rows.Select(of)];

    private static string KindText(ConfirmationKind kind) => kind switch
    {
        ConfirmationKind.Depth => "depth",
        ConfirmationKind.Safe => "safe",
        _ => "finalized",
    };
}
