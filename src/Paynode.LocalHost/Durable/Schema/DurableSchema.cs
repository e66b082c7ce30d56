using Npgsql;

namespace Paynode.LocalHost.Durable;

/// <summary>Upgrades the schema <c>durable</c> to this release, under a lock.</summary>
internal static class DurableSchema
{
    /// <summary>The key of the advisory lock under which scripts run; spells "durable".</summary>
    private const long LockKey = 0x64757261626c65;

    public static async Task ApplyAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({LockKey})", cancellation).ConfigureAwait(false);
        await RunAsync(
            connection,
            "CREATE SCHEMA IF NOT EXISTS durable; "
            + "CREATE TABLE IF NOT EXISTS durable.scripts (name text PRIMARY KEY, run_at timestamptz NOT NULL DEFAULT now())",
            cancellation).ConfigureAwait(false);
        foreach (var (name, sql) in Scripts())
        {
            await using var claim = new NpgsqlCommand("INSERT INTO durable.scripts (name) VALUES ($1) ON CONFLICT DO NOTHING", connection);
            claim.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            if (await claim.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 1)
            {
                await RunAsync(connection, sql, cancellation).ConfigureAwait(false);
            }
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Stores a hub setting on first use, and afterwards returns the stored value.</summary>
    public static async Task<string> FixAsync(NpgsqlDataSource source, string name, string value, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "WITH fixed AS (INSERT INTO durable.hub VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING value) "
            + "SELECT value FROM fixed UNION ALL SELECT value FROM durable.hub WHERE name = $1 LIMIT 1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return (string)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    private static IEnumerable<(string Name, string Sql)> Scripts()
    {
        var assembly = typeof(DurableSchema).Assembly;
        var scripts = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal));
        foreach (var name in scripts.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
