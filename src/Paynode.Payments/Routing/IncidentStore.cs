using Npgsql;

namespace Paynode.Payments;

/// <summary>News about providers, stored for the scorer.</summary>
public sealed class IncidentStore(NpgsqlDataSource dataSource)
{
    private const int MostAtOnce = 20, PurgePortion = 1_000;

    /// <summary>Stores news about a corridor, or about all.</summary>
    public Task SaveAsync(
        NpgsqlConnection connection, Guid id, CorridorId? corridor, string text, DateTimeOffset at, CancellationToken cancellationToken) =>
        connection.Sql(
            "INSERT INTO paynode.incidents (id, corridor, text, at) VALUES ($1, $2, $3, $4)", id, corridor?.ToString(), text, at)
            .ExecuteAsync(cancellationToken);

    /// <summary>Takes the news that the scorer has not received yet, each once; returns the corridors, null for all.</summary>
    public Task<List<string?>> TakeUnscoredAsync(CancellationToken cancellationToken) => dataSource.Sql(
        """
        UPDATE paynode.incidents SET is_scored = true
        WHERE id IN (SELECT id FROM paynode.incidents WHERE NOT is_scored ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING corridor
        """,
        MostAtOnce).ListAsync(row => row.IsDBNull(0) ? null : row.GetString(0), cancellationToken);

    /// <summary>News about a corridor since a time, newest first.</summary>
    public Task<List<string>> RecentAsync(CorridorId corridor, DateTimeOffset since, CancellationToken cancellationToken) => dataSource.Sql(
        """
        SELECT text FROM paynode.incidents WHERE at >= $2 AND (corridor IS NULL OR corridor = $1) ORDER BY at DESC LIMIT $3
        """,
        corridor.ToString(), since, MostAtOnce).ListAsync(row => row.GetString(0), cancellationToken);

    /// <summary>Deletes old news.</summary>
    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => dataSource.Sql(
        "DELETE FROM paynode.incidents WHERE id IN (SELECT id FROM paynode.incidents WHERE at < $1 ORDER BY at LIMIT $2)",
        before, PurgePortion).ExecuteAsync(cancellationToken);
}
