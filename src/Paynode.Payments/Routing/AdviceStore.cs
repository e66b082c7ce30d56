using Npgsql;

namespace Paynode.Payments;

/// <summary>Rankings requested by senders with their own providers, and the models learned from them, per tenant.</summary>
public sealed class AdviceStore(NpgsqlDataSource dataSource)
{
    /// <summary>Key of the model that the providers of a corridor share.</summary>
    public const string Shared = "";

    private const int PurgePortion = 1_000;

    /// <summary>Models of a corridor and of the given providers, by provider; providers without a model are absent.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> ModelsAsync(
        TenantId tenant, string corridor, IReadOnlyCollection<string> providers, CancellationToken cancellationToken)
    {
        var rows = await dataSource.Sql(
            "SELECT provider, model FROM paynode.advice_models WHERE tenant_id = $1 AND corridor = $2 AND provider = ANY($3)",
            tenant.Value, corridor, providers.Append(Shared).ToArray())
            .ListAsync(row => (Provider: row.GetString(0), Model: row.GetFieldValue<byte[]>(1)), cancellationToken);
        return rows.ToDictionary(row => row.Provider, row => row.Model);
    }

    /// <summary>Stores a ranking.</summary>
    public Task SaveAsync(StoredAdvice advice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return dataSource.Sql(
            """
            INSERT INTO paynode.advice_decisions (id, tenant_id, corridor, context, providers, loadings, decided_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            advice.Id, advice.Tenant.Value, advice.Corridor, advice.Context, advice.Loadings.Keys.ToArray(),
            advice.Loadings.Values.ToArray(), advice.DecidedAt).ExecuteAsync(cancellationToken);
    }

    /// <summary>A tenant's ranking, or null.</summary>
    public Task<StoredAdvice?> FindAsync(Guid id, TenantId tenant, CancellationToken cancellationToken) => dataSource.Sql(
        """
        SELECT corridor, context, providers, loadings, decided_at FROM paynode.advice_decisions WHERE id = $1 AND tenant_id = $2
        """,
        id, tenant.Value).FirstAsync(
            row => new StoredAdvice(
                id,
                tenant,
                row.GetString(0),
                row.GetFieldValue<byte[]>(1),
                row.GetFieldValue<string[]>(2).Zip(row.GetFieldValue<double[]>(3)).ToDictionary(it => it.First, it => it.Second),
                row.Time(4)),
            cancellationToken);

    /// <summary>Applies an outcome, once for each decision and provider, and updates the models.</summary>
    /// <param name="advice">The ranking that it belongs to.</param>
    /// <param name="provider">One of its candidates.</param>
    /// <param name="result">As the API writes it.</param>
    /// <param name="at">When it ended.</param>
    /// <param name="learn">Updates the corridor's model and the provider's; empty where there is none yet.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when the outcome was applied before; then nothing changes.</returns>
    public Task<bool> LearnAsync(
        StoredAdvice advice,
        string provider,
        string result,
        DateTimeOffset at,
        Func<byte[], byte[], (byte[] Corridor, byte[] Provider)> learn,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return dataSource.InTransactionAsync(async connection =>
        {
            var isNew = await connection.Sql(
                """
                INSERT INTO paynode.advice_outcomes (decision_id, provider, result, at) VALUES ($1, $2, $3, $4)
                ON CONFLICT DO NOTHING
                """,
                advice.Id, provider, result, at).ExecuteAsync(cancellationToken) == 1;
            if (!isNew)
            {
                return false;
            }

            // The corridor's row is the lock: one outcome of a corridor at a time.
            var corridor = await LockAsync(connection, advice, Shared, cancellationToken);
            var model = await LockAsync(connection, advice, provider, cancellationToken);
            var learned = learn(corridor, model);
            await WriteAsync(connection, advice, Shared, learned.Corridor, cancellationToken);
            await WriteAsync(connection, advice, provider, learned.Provider, cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <summary>Deletes rankings older than a time with their outcomes; the models stay.</summary>
    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => dataSource.Sql(
        """
        DELETE FROM paynode.advice_decisions WHERE id IN
            (SELECT id FROM paynode.advice_decisions WHERE decided_at < $1 ORDER BY decided_at LIMIT $2)
        """,
        before, PurgePortion).ExecuteAsync(cancellationToken);

    private static async Task<byte[]> LockAsync(
        NpgsqlConnection connection, StoredAdvice advice, string provider, CancellationToken cancellationToken)
    {
        await connection.Sql(
            "INSERT INTO paynode.advice_models (tenant_id, corridor, provider, model) VALUES ($1, $2, $3, '') ON CONFLICT DO NOTHING",
            advice.Tenant.Value, advice.Corridor, provider).ExecuteAsync(cancellationToken);
        return (await connection.Sql(
            "SELECT model FROM paynode.advice_models WHERE tenant_id = $1 AND corridor = $2 AND provider = $3 FOR UPDATE",
            advice.Tenant.Value, advice.Corridor, provider).FirstAsync(row => row.GetFieldValue<byte[]>(0), cancellationToken))!;
    }

    private static Task WriteAsync(
        NpgsqlConnection connection, StoredAdvice advice, string provider, byte[] model, CancellationToken cancellationToken) =>
        connection.Sql(
            "UPDATE paynode.advice_models SET model = $4 WHERE tenant_id = $1 AND corridor = $2 AND provider = $3",
            advice.Tenant.Value, advice.Corridor, provider, model).ExecuteAsync(cancellationToken);
}

/// <summary>A ranking, with the fields that its outcomes need.</summary>
/// <param name="Id">Which.</param>
/// <param name="Tenant">The sender that requested it.</param>
/// <param name="Corridor">The sender's own name of the corridor.</param>
/// <param name="Context">The order as the model saw it.</param>
/// <param name="Loadings">The candidates, with how loaded each was.</param>
/// <param name="DecidedAt">When it was made.</param>
public sealed record StoredAdvice(
    Guid Id, TenantId Tenant, string Corridor, byte[] Context, IReadOnlyDictionary<string, double> Loadings, DateTimeOffset DecidedAt);
