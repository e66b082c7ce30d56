using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Paynode.Payments;

/// <summary>Brings a database's schema up to date.</summary>
public static class Migrator
{
    /// <summary>Timeout of one script, and of the wait for another migrating process, in seconds.</summary>
    private const int TimeoutSeconds = 600;

    /// <summary>The advisory lock of all migrations of a database: "paynode" in ASCII.</summary>
    private const long LockKey = 0x7061796E6F6465;

    /// <summary>
    /// Runs the scripts that the database has not run yet, in order, each in its own transaction. Any number of processes may
    /// call it concurrently: one of them runs a script, the others wait for it.
    /// </summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="scripts">Every module's scripts.</param>
    /// <param name="cancellationToken">Stops between or within scripts; an interrupted script leaves no changes.</param>
    /// <exception cref="MigrationException">A script's text differs from what was run under its name, or it failed.</exception>
    public static async Task ApplyAsync(
        NpgsqlDataSource dataSource, IEnumerable<SqlScript> scripts, CancellationToken cancellationToken = default)
    {
        var all = scripts.ToList();
        var twice = all.GroupBy(script => script.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new MigrationException($"Two migrations are named '{twice.Key}'.");
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await LockedAsync(connection, CreateHistory, cancellationToken);
        foreach (var script in all)
        {
            await LockedAsync(connection, token => ApplyOneAsync(connection, script, token), cancellationToken);
        }

        Task CreateHistory(CancellationToken token) => ExecuteAsync(
            connection,
            """
            CREATE SCHEMA IF NOT EXISTS paynode;
            CREATE TABLE IF NOT EXISTS paynode.migrations (
                name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
            """,
            token);
    }

    private static async Task ApplyOneAsync(NpgsqlConnection connection, SqlScript script, CancellationToken cancellationToken)
    {
        var checksum = Checksum(script.Sql);
        var applied = await connection
            .Sql("SELECT checksum FROM paynode.migrations WHERE name = $1", script.Name)
            .ScalarAsync<string>(cancellationToken);
        if (applied is not null)
        {
            RequireSame(script.Name, checksum, applied);
            return;
        }

        try
        {
            await ExecuteAsync(connection, script.Sql, cancellationToken);
        }
        catch (PostgresException fault)
        {
            throw new MigrationException($"The migration '{script.Name}' failed: {fault.MessageText}", fault);
        }

        await connection
            .Sql("INSERT INTO paynode.migrations (name, checksum) VALUES ($1, $2)", script.Name, checksum)
            .ExecuteAsync(cancellationToken);
    }

    private static void RequireSame(string name, string checksum, string applied)
    {
        if (checksum != applied)
        {
            throw new MigrationException(
                $"The migration '{name}' was changed after it ran here (checksum {applied}, now {checksum}). "
                + "Restore its text and put the change into a new migration.");
        }
    }

    // The lock is bound to the transaction: it is released however the transaction ends, and cannot leak into the pool.
    private static async Task LockedAsync(
        NpgsqlConnection connection, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({LockKey})", cancellationToken);
        await work(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = TimeoutSeconds };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Git may convert line endings on checkout; that is not a change.
    private static string Checksum(string sql) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(sql.ReplaceLineEndings("\n"))));
}

/// <summary>One migration: SQL that runs once.</summary>
/// <param name="Name">Unique, prefixed by its module: "storage/0001_tenants". Scripts run in the order that they are given.</param>
/// <param name="Sql">One or more statements. Once released the text never changes; a change is a new script.</param>
public sealed record SqlScript(string Name, string Sql);
