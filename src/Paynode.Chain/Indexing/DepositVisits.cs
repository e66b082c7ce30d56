using Npgsql;
using Paynode.Chain.Primitives;
using Paynode.Chain.Sql;

namespace Paynode.Chain.Indexing;

/// <summary>
/// Schedules balance checks of deposit addresses. An event only triggers a check; the action depends on the balance at the
/// time of the check, so that a flood of transfers causes one check and a failed call is repeated.
/// </summary>
/// <param name="source">The database with the tables of <see cref="ChainSchema"/>.</param>
/// <param name="chainId">The chain.</param>
/// <param name="timeProvider">Determines what is due.</param>
public sealed class DepositVisits(NpgsqlDataSource source, long chainId, TimeProvider timeProvider)
{
    /// <summary>Schedules an immediate check because tokens arrived.</summary>
    /// <param name="address">The deposit address.</param>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>A task that completes when that is stored.</returns>
    public Task AskForAsync(Address address, Address token, CancellationToken cancellationToken) =>
        source.Command(
            """
            INSERT INTO chain.deposit_visits AS v (chain_id, address, token, due_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (chain_id, address, token) DO UPDATE SET due_at = $4, idle_looks = 0
            """,
            chainId, address.ToArray(), token.ToArray(), timeProvider.GetUtcNow()).ExecuteAsync(cancellationToken);

    /// <summary>The due checks, longest overdue first.</summary>
    /// <param name="limit">The maximum number to return.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The due checks.</returns>
    public async Task<IReadOnlyList<DepositVisit>> DueAsync(int limit, CancellationToken cancellationToken) =>
        await source.Command(
            """
            SELECT d.terms, d.order_id, d.address, v.token, v.calls, v.idle_looks, v.due_at
            FROM chain.deposit_visits v JOIN chain.deposits d USING (chain_id, address)
            WHERE v.chain_id = $1 AND v.due_at <= $2 ORDER BY v.due_at LIMIT $3
            """,
            chainId, timeProvider.GetUtcNow(), limit)
        .ReadAsync(Read, cancellationToken).ConfigureAwait(false);

    /// <summary>Records the result of a check. If tokens have arrived in the meantime, the check they scheduled remains due.</summary>
    /// <param name="visit">The check.</param>
    /// <param name="isIdle">Whether there was nothing to do.</param>
    /// <param name="calls">How often tokens have been moved on so far.</param>
    /// <param name="dueAt">When to check next; null until tokens arrive.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>A task that completes when that is stored.</returns>
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
            DepositRegistry.TermsOf(row.GetFieldValue<byte[]>(0)),
            new Bytes32(row.GetFieldValue<byte[]>(1)),
            new Address(row.GetFieldValue<byte[]>(2))),
        new Address(row.GetFieldValue<byte[]>(3)),
        row.GetInt32(4),
        row.GetInt32(5),
        row.GetFieldValue<DateTimeOffset>(6));
}

/// <summary>A due check of one token's balance at a deposit address.</summary>
/// <param name="Deposit">The registered order.</param>
/// <param name="Token">The token.</param>
/// <param name="Calls">How often tokens were moved on from this address.</param>
/// <param name="IdleLooks">Checks since the last transfer that found nothing to do.</param>
/// <param name="DueAt">When the check was due.</param>
public sealed record DepositVisit(EscrowDeposit Deposit, Address Token, int Calls, int IdleLooks, DateTimeOffset DueAt);
