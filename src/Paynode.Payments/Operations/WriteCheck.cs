using Npgsql;

namespace Paynode.Payments;

/// <summary>Checks whether the database accepts writes. A full database or a replica answers queries but accepts none.</summary>
public sealed class WriteCheck(NpgsqlDataSource database)
{
    /// <summary>Writes one row, always the same.</summary>
    /// <exception cref="NpgsqlException">The write failed.</exception>
    public Task WriteAsync(DateTimeOffset now, CancellationToken cancellationToken = default) => database.Sql(
        """
        INSERT INTO paynode.readiness (id, written_at) VALUES (1, $1)
        ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at
        """,
        now).ExecuteAsync(cancellationToken);
}
