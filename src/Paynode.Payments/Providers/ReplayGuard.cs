using Npgsql;

namespace Paynode.Payments;

/// <summary>Remembers the signatures of providers' calls, so that none is accepted twice, over restarts too.</summary>
/// <param name="dataSource">The database.</param>
public sealed class ReplayGuard(NpgsqlDataSource dataSource)
{
    /// <summary>
    /// How long a signature is remembered: longer than one can be valid, which is 10 minutes (5 minutes of tolerance
    /// before its time and 5 after).
    /// </summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private const int PurgeBatch = 50_000;

    /// <summary>Records a signature that was found valid.</summary>
    /// <returns>False when it was seen before: the call is a replay.</returns>
    public async Task<bool> TryRecordAsync(string signature, DateTimeOffset now, CancellationToken cancellationToken = default) => await dataSource
        .Sql("INSERT INTO paynode.provider_signatures (signature, at) VALUES ($1, $2) ON CONFLICT DO NOTHING", signature.ToLowerInvariant(), now)
        .ExecuteAsync(cancellationToken) > 0;

    /// <summary>Forgets signatures that cannot be valid any more; call it every minute or so.</summary>
    /// <returns>How many; as many as one purge takes when there are more.</returns>
    public Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken = default) => dataSource.Sql(
        """
        DELETE FROM paynode.provider_signatures WHERE signature IN (
            SELECT signature FROM paynode.provider_signatures WHERE at < $1 LIMIT $2)
        """,
        now - Memory, PurgeBatch).ExecuteAsync(cancellationToken);
}
