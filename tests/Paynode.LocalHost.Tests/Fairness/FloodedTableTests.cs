using Npgsql;

namespace Paynode.LocalHost.Tests;

/// <summary>
/// Statements that were prepared while their tables were empty, on tables that are flooded since: the rows that they read
/// are those that they need.
/// </summary>
[Collection("postgres")]
public sealed class FloodedTableTests(TestPostgres postgres)
{
    private const int Flood = 20_000;

    /// <summary>Past five uses PostgreSQL may keep one plan for all that follow.</summary>
    private const int Uses = 10;

    [Fact]
    public Task A_claim_reads_no_more_of_a_long_queue_than_it_takes() => HoldsAsync(
        "durable.queue_messages",
        "SELECT count(*) FROM durable.claim_messages('orders', 32, '{}', true, '{}', 1, 1)",
        $"""
        INSERT INTO durable.leases (resource, epoch) VALUES ('queue:orders', 1);
        INSERT INTO durable.queue_messages (queue, message_id, session_id, body, available_at)
        SELECT 'orders', g::text, 's' || g, 'x', now() FROM generate_series(1, {Flood}) g
        """,
        expected: 32);

    [Fact]
    public Task Instances_are_found_by_their_index_however_many_there_are() => HoldsAsync(
        "durable.instances",
        "SELECT count(*) FROM durable.find_instances((SELECT array_agg('i' || g) FROM generate_series(1, 50) g))",
        $"""
        INSERT INTO durable.instances (id, partition, name, status, created_at, updated_at, busy, sequence, history)
        SELECT 'i' || g, 0, 'x', 1, now(), now(), false, 1, 'x' FROM generate_series(1, {Flood}) g
        """,
        expected: 50);

    private async Task HoldsAsync(string table, string statement, string flood, long expected)
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var connection = await hub.Source.OpenConnectionAsync();
        for (var use = 0; use < Uses; use++)
        {
            await NumberAsync(connection, statement);
        }

        await NumberAsync(connection, flood);
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.Equal(expected, await NumberAsync(connection, statement));
        var read = await NumberAsync(connection, $"SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relid = '{table}'::regclass");
        Assert.InRange(read, expected, expected * 10);
    }

    private static async Task<long> NumberAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync() as long? ?? 0;
    }
}
