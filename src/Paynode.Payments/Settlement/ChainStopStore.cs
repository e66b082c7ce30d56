using Npgsql;

namespace Paynode.Payments;

/// <summary>Chains on which no offers are made, because funds were released without a decision of Paynode.</summary>
public sealed class ChainStopStore(NpgsqlDataSource dataSource)
{
    /// <summary>Stops a chain; a stopped chain is unchanged. A release stops it only once, even after the chain was resumed.</summary>
    /// <param name="connection">With the caller's transaction.</param>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="eventKey">The undecided release.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when this release was already recorded.</returns>
    public Task<bool> StopAsync(
        NpgsqlConnection connection, string chain, string eventKey, DateTimeOffset now,
        CancellationToken cancellationToken = default) => connection
        .Sql(
            """
            WITH found AS (
                INSERT INTO paynode.undecided_releases (chain, at, event_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
                RETURNING chain, at, event_key
            ), stopped AS (
                INSERT INTO paynode.chain_stops (chain, at, event_key) SELECT chain, at, event_key FROM found ON CONFLICT DO NOTHING)
            SELECT EXISTS (SELECT FROM found)
            """,
            chain, now, eventKey)
        .ScalarAsync<bool>(cancellationToken);

    /// <summary>The release for which a chain is stopped; null when it is not.</summary>
    public Task<string?> FindAsync(string chain, CancellationToken cancellationToken = default) => dataSource
        .Sql("SELECT event_key FROM paynode.chain_stops WHERE chain = $1", chain)
        .ScalarAsync<string>(cancellationToken);

    /// <summary>Whether a chain is stopped, as the caller's transaction sees it.</summary>
    public Task<bool> IsStoppedAsync(NpgsqlConnection connection, string chain, CancellationToken cancellationToken = default) => connection
        .Sql("SELECT EXISTS (SELECT FROM paynode.chain_stops WHERE chain = $1)", chain)
        .ScalarAsync<bool>(cancellationToken);

    /// <summary>The last block whose releases were compared with decisions; null when none were.</summary>
    public Task<long?> ComparedThroughAsync(
        NpgsqlConnection connection, string chain, CancellationToken cancellationToken = default) => connection
        .Sql("SELECT through_block FROM paynode.release_checks WHERE chain = $1", chain)
        .ScalarAsync<long?>(cancellationToken);

    /// <summary>Records the last block whose releases were compared; it may also be earlier than the stored one.</summary>
    public Task<int> SetComparedThroughAsync(
        NpgsqlConnection connection, string chain, long block, CancellationToken cancellationToken = default) => connection
        .Sql(
            "INSERT INTO paynode.release_checks (chain, through_block) VALUES ($1, $2) ON CONFLICT (chain) DO UPDATE SET through_block = "
                + "excluded.through_block",
            chain, block)
        .ExecuteAsync(cancellationToken);

    /// <summary>Resumes a chain.</summary>
    /// <returns>False when it was not stopped.</returns>
    public async Task<bool> ResumeAsync(
        NpgsqlConnection connection, string chain, CancellationToken cancellationToken = default) => await connection
        .Sql("DELETE FROM paynode.chain_stops WHERE chain = $1", chain)
        .ExecuteAsync(cancellationToken) > 0;
}
