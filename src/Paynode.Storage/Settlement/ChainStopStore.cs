using Npgsql;

namespace Paynode.Storage;

/// <summary>Chains on which no offers are made, because funds were released that nobody here decided.</summary>
/// <param name="dataSource">The database.</param>
public sealed class ChainStopStore(NpgsqlDataSource dataSource)
{
    /// <summary>Stops a chain; one that is stopped stays as it is.</summary>
    /// <param name="connection">With the caller's transaction.</param>
    /// <param name="chain">The chain's configured name.</param>
    /// <param name="eventKey">The release that nobody decided.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when it was stopped before.</returns>
    public async Task<bool> StopAsync(
        NpgsqlConnection connection, string chain, string eventKey, DateTimeOffset now, CancellationToken cancellationToken = default) => await connection
        .Sql("INSERT INTO paynode.chain_stops (chain, at, event_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", chain, now, eventKey)
        .ExecuteAsync(cancellationToken) > 0;

    /// <summary>The release for which a chain is stopped; null when it is not.</summary>
    public Task<string?> FindAsync(string chain, CancellationToken cancellationToken = default) => dataSource
        .Sql("SELECT event_key FROM paynode.chain_stops WHERE chain = $1", chain)
        .ScalarAsync<string>(cancellationToken);

    /// <summary>Lets a chain go on.</summary>
    /// <returns>False when it was not stopped.</returns>
    public async Task<bool> ResumeAsync(NpgsqlConnection connection, string chain, CancellationToken cancellationToken = default) => await connection
        .Sql("DELETE FROM paynode.chain_stops WHERE chain = $1", chain)
        .ExecuteAsync(cancellationToken) > 0;
}
