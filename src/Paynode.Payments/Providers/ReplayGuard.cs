using Npgsql;

namespace Paynode.Payments;

/// <summary>Stores the signatures of providers' requests, so that none is accepted twice, even across restarts.</summary>
public sealed class ReplayGuard(NpgsqlDataSource dataSource)
{
    /// <summary>
    /// How long a signature is stored: longer than it can be valid, which is 10 minutes (5 minutes of tolerance before its time
    /// and 5 after).
    /// </summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private const int PurgeBatch = 50_000;

    /// <summary>Records a valid signature.</summary>
    /// <returns>False when it was recorded before: the request is a replay.</returns>
    public async Task<bool> TryRecordAsync(
        string signature, DateTimeOffset now, CancellationToken cancellationToken = default) => await dataSource
        .Sql(
            "INSERT INTO paynode.provider_signatures (signature, at) VALUES ($1, $2) ON CONFLICT DO NOTHING", signature.ToLowerInvariant(),
            now)
        .ExecuteAsync(cancellationToken) > 0;

    /// <summary>Deletes expired signatures; call it about every minute.</summary>
    /// <returns>How many; as many as one purge deletes when there are more.</returns>
    public Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken = default) => dataSource.Sql(
        """
        DELETE FROM paynode.provider_signatures WHERE signature IN (
            SELECT signature FROM paynode.provider_signatures WHERE at < $1 LIMIT $2)
        """,
        now - Memory, PurgeBatch).ExecuteAsync(cancellationToken);
}
