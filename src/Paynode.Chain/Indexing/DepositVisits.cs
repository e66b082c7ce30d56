using Npgsql;
using Paynode.Chain.Primitives;
using Paynode.Chain.Sql;

namespace Paynode.Chain.Indexing;

/// <summary>
/// Which deposit addresses have to be looked at, and when. What an event says is only the occasion: what is done follows
/// from what lies there at the look, so that a flood of transfers is one look and a call that failed is made again.
/// </summary>
/// <param name="source">The database with the tables of <see cref="ChainSchema"/>.</param>
/// <param name="chainId">The chain.</param>
/// <param name="time">Decides what is due.</param>
public sealed class DepositVisits(NpgsqlDataSource source, long chainId, TimeProvider time)
{
    /// <summary>Tokens arrived: they are to be looked at now.</summary>
    /// <param name="address">The deposit address.</param>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when that is stored.</returns>
    public Task AskForAsync(Address address, Address token, CancellationToken cancellationToken) =>
        source.Command(
            """
            INSERT INTO chain.deposit_visits AS v (chain_id, address, token, due_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (chain_id, address, token) DO UPDATE SET due_at = $4, idle_looks = 0
            """,
            chainId, address.ToArray(), token.ToArray(), time.GetUtcNow()).ExecuteAsync(cancellationToken);

    /// <summary>The looks that are due, the longest due first.</summary>
    /// <param name="limit">The most to list.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The looks.</returns>
    public async Task<IReadOnlyList<DepositVisit>> DueAsync(int limit, CancellationToken cancellationToken) =>
        await source.Command(
            """
            SELECT d.terms, d.order_id, d.address, v.token, v.calls, v.idle_looks, v.due_at
            FROM chain.deposit_visits v JOIN chain.deposits d USING (chain_id, address)
            WHERE v.chain_id = $1 AND v.due_at <= $2 ORDER BY v.due_at LIMIT $3
            """,
            chainId, time.GetUtcNow(), limit)
        .ReadAsync(Read, cancellationToken).ConfigureAwait(false);

    /// <summary>Says what came of a look. Should tokens have arrived meanwhile, the look they asked for stands.</summary>
    /// <param name="visit">The look.</param>
    /// <param name="isIdle">Whether there was nothing to do.</param>
    /// <param name="calls">How often tokens were moved on by now.</param>
    /// <param name="dueAt">When to look next; nothing: not until tokens arrive.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when that is stored.</returns>
    public Task ScheduleAsync(DepositVisit visit, bool isIdle, int calls, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return source.Command(
            """
            UPDATE chain.deposit_visits SET calls = $4,
                due_at = CASE WHEN due_at = $5 THEN $6 ELSE due_at END,
                idle_looks = CASE WHEN due_at <> $5 THEN idle_looks WHEN $7 THEN idle_looks + 1 ELSE 0 END
            WHERE chain_id = $1 AND address = $2 AND token = $3
            """,
            chainId, visit.Deposit.Address.ToArray(), visit.Token.ToArray(), calls, visit.DueAt, (object?)dueAt ?? DBNull.Value, isIdle)
            .ExecuteAsync(cancellationToken);
    }

    private static DepositVisit Read(NpgsqlDataReader row) => new(
        new EscrowDeposit(
            DepositRegistry.TermsOf(row.GetFieldValue<byte[]>(0)), new Bytes32(row.GetFieldValue<byte[]>(1)), new Address(row.GetFieldValue<byte[]>(2))),
        new Address(row.GetFieldValue<byte[]>(3)),
        row.GetInt32(4),
        row.GetInt32(5),
        row.GetFieldValue<DateTimeOffset>(6));
}
