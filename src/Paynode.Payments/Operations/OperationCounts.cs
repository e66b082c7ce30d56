using Npgsql;

namespace Paynode.Payments;

/// <summary>Counts for the operator's dashboards. Each count reads an index of open or recent rows, never the whole table.</summary>
public sealed class OperationCounts(NpgsqlDataSource database)
{
    /// <summary>Maximum rows of either count: corridors or providers beyond this are not charted individually.</summary>
    private const int MaxRows = 2_000;

    /// <summary>Counts open orders, and those paid or refunded since a time, by corridor and state.</summary>
    /// <param name="since">Ended orders count from this time on.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyList<OrderCount>> OrdersAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT token || '-' || fiat, state, count(*) FROM (
                SELECT token, fiat, state FROM paynode.orders WHERE state NOT IN ('settled', 'cancelled', 'refunded', 'expired')
                UNION ALL
                SELECT token, fiat, state FROM paynode.orders WHERE state IN ('settled', 'refunded') AND updated_at >= $1) AS recent
            GROUP BY 1, 2 LIMIT {MaxRows}
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = since.ToUniversalTime() });
        var counts = new List<OrderCount>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add(new OrderCount(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return counts;
    }

    /// <summary>Counts the offers made since a time, by provider and state.</summary>
    /// <param name="since">Offers count from this time on.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyList<OfferCount>> OffersAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT provider_id, state, count(*) FROM paynode.offers WHERE offered_at >= $1 GROUP BY 1, 2 LIMIT {MaxRows}
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = since.ToUniversalTime() });
        var counts = new List<OfferCount>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add(new OfferCount(new ProviderId(reader.GetGuid(0)), reader.GetString(1), reader.GetInt64(2)));
        }

        return counts;
    }
}

/// <summary>How many offers of a provider are in a state.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="State">offered, accepted, fulfilled, failed, declined, lapsed or closed.</param>
/// <param name="Offers">How many.</param>
public sealed record OfferCount(ProviderId Provider, string State, long Offers);

/// <summary>How many orders of a corridor are in a state.</summary>
/// <param name="Corridor">The corridor, as the API writes it.</param>
/// <param name="State">The state, as the API writes it.</param>
/// <param name="Orders">How many.</param>
public sealed record OrderCount(string Corridor, string State, long Orders);
