using Npgsql;

namespace Paynode.Payments;

/// <summary>Stores the learned routing models.</summary>
public sealed class LearnedModelStore(NpgsqlDataSource dataSource)
{
    /// <summary>All models of a partition.</summary>
    public Task<List<LearnedModel>> ReadAsync(
        NpgsqlConnection connection, string partition, CancellationToken cancellationToken) => connection.Sql(
        "SELECT token, fiat, provider_id, version, model FROM paynode.routing_learned WHERE fiat = $1", partition)
        .ListAsync(
            row => new LearnedModel(
                row.Corridor(0), row.IsDBNull(2) ? null : new ProviderId(row.GetGuid(2)), row.GetInt64(3), row.GetFieldValue<byte[]>(4)),
            cancellationToken);

    /// <summary>Stores models, each unless a newer version is stored.</summary>
    public Task SaveAsync(IReadOnlyCollection<LearnedModel> models, CancellationToken cancellationToken)
    {
        // Sorted, so that concurrent writers lock rows in the same order.
        var sorted = models
            .OrderBy(model => model.Corridor.ToString(), StringComparer.Ordinal)
            .ThenBy(model => model.Provider?.Value)
            .ToList();
        return dataSource.Sql(
            """
            INSERT INTO paynode.routing_learned AS l (token, fiat, provider_id, version, model)
            SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::bytea[])
            ON CONFLICT (token, fiat, provider_id) DO UPDATE SET version = excluded.version, model = excluded.model
            WHERE l.version < excluded.version
            """,
            sorted.Select(model => model.Corridor.Token.Code).ToArray(),
            sorted.Select(model => model.Corridor.Fiat.Code).ToArray(),
            sorted.Select(model => model.Provider?.Value).ToArray(),
            sorted.Select(model => model.Version).ToArray(),
            sorted.Select(model => model.Model.ToArray()).ToArray()).ExecuteAsync(cancellationToken);
    }
}

/// <summary>The learned model of a provider in a corridor, or of the corridor itself, in the model's own format.</summary>
/// <param name="Corridor">The corridor.</param>
/// <param name="Provider">The provider, or null for the corridor's own part.</param>
/// <param name="Version">Newer ones have a higher number.</param>
/// <param name="Model">The model's bytes.</param>
public sealed record LearnedModel(CorridorId Corridor, ProviderId? Provider, long Version, ReadOnlyMemory<byte> Model);
