using Npgsql;

namespace Paynode.Payments;

/// <summary>Asks whether the database can write. One that is full, or a replica, answers questions and takes nothing.</summary>
/// <param name="database">The database.</param>
public sealed class WriteCheck(NpgsqlDataSource database)
{
    /// <summary>Writes one row, always the same.</summary>
    /// <exception cref="NpgsqlException">It could not be written.</exception>
    public Task WriteAsync(DateTimeOffset now, CancellationToken cancellationToken = default) => database.Sql(
        """
        INSERT INTO paynode.readiness (id, written_at) VALUES (1, $1)
        ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at
        """,
        now).ExecuteAsync(cancellationToken);
}
