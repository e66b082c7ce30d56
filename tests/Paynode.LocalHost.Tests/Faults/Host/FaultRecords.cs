using Npgsql;

namespace Paynode.LocalHost.Tests;

/// <summary>What the works left in the database, and what must hold of it.</summary>
internal static class FaultRecords
{
    public static async Task CreateAsync(TestHub hub)
    {
        await using var command = hub.Source.CreateCommand("CREATE TABLE effects (instance text NOT NULL, step text NOT NULL)");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Every step of every ended work was done, nothing is left over, and no former owner wrote after a later one.</summary>
    public static async Task RequireSoundAsync(TestHub hub)
    {
        Assert.Equal(0L, await CountAsync(hub, """
            SELECT count(*) FROM durable.instances i WHERE name = 'Work' AND (status <> 1 OR 4 <> (
                SELECT count(DISTINCT step) FROM effects e WHERE e.instance = i.id))
            """));
        // A message may have done its work and come again, because its settlement was lost; it goes a moment later.
        await Eventually.GetAsync(async () => await CountAsync(hub, "SELECT count(*) FROM durable.queue_messages") == 0 ? "empty" : null);
        Assert.Equal(0L, await CountAsync(hub, "SELECT count(*) FROM durable.dead_letters"));
        Assert.Equal(0L, await CountAsync(hub, """
            SELECT count(*) FROM (SELECT epoch, lag(epoch) OVER (PARTITION BY partition ORDER BY sequence) AS former FROM durable.journal) entries
            WHERE epoch < former
            """));
    }

    /// <summary>Steps done more than once; at least once is what activities promise.</summary>
    public static Task<long> RepeatedAsync(TestHub hub) =>
        CountAsync(hub, "SELECT count(*) FROM (SELECT FROM effects GROUP BY instance, step HAVING count(*) > 1) repeated");

    public static async Task<long> CountAsync(TestHub hub, string sql)
    {
        // The pool's connections may be from before a restart.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(hub.ConnectionString) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
