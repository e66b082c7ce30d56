using Npgsql;

namespace Paynode.Payments;

/// <summary>Which store is the arbiter of a partition's liquidity, and since which epoch.</summary>
public sealed class RoutingPartitionStore
{
    /// <summary>Opens a new epoch in which Redis is the arbiter.</summary>
    /// <returns>The epoch.</returns>
    public Task<long> OpenEpochAsync(NpgsqlConnection connection, string partition, CancellationToken cancellationToken) =>
        connection.Sql(
            """
            INSERT INTO paynode.routing_partitions AS p (partition, epoch, in_database) VALUES ($1, 1, false)
            ON CONFLICT (partition) DO UPDATE SET epoch = p.epoch + 1, in_database = false
            RETURNING epoch
            """,
            partition).ScalarAsync<long>(cancellationToken);

    /// <summary>
    /// Makes the database the arbiter, in a new epoch unless it already is. Calls of one partition are serialized from here to
    /// the end of their transactions, so that none reserves what another one is reserving.
    /// </summary>
    /// <returns>The epoch.</returns>
    public Task<long> TakeOverAsync(NpgsqlConnection connection, string partition, CancellationToken cancellationToken) =>
        connection.Sql(
            """
            INSERT INTO paynode.routing_partitions AS p (partition, epoch, in_database) VALUES ($1, 1, true)
            ON CONFLICT (partition) DO UPDATE SET epoch = p.epoch + (NOT p.in_database)::int, in_database = true
            RETURNING epoch
            """,
            partition).ScalarAsync<long>(cancellationToken);

    /// <summary>The current epoch; 0 when none was ever opened.</summary>
    public Task<long> CurrentEpochAsync(NpgsqlConnection connection, string partition, CancellationToken cancellationToken) =>
        connection.Sql("SELECT epoch FROM paynode.routing_partitions WHERE partition = $1", partition)
            .ScalarAsync<long>(cancellationToken);

    /// <summary>Whether an epoch is the current one; if so, it stays current until the transaction ends.</summary>
    public async Task<bool> IsCurrentAsync(
        NpgsqlConnection connection, string partition, long epoch, CancellationToken cancellationToken) =>
        await connection.Sql(
            "SELECT epoch FROM paynode.routing_partitions WHERE partition = $1 FOR SHARE", partition)
            .ScalarAsync<long>(cancellationToken) == epoch;
}
