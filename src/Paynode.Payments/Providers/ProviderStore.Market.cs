using Npgsql;
using static Paynode.Payments.SqlCommands;

namespace Paynode.Payments;

/// <content>Providers' rates, balances and heartbeats.</content>
public sealed partial class ProviderStore
{
    // Every provider in about twenty corridors or currencies.
    private const int MaxMarketRows = 20 * MaxProviders;

    /// <summary>Period over which balance increases are summed.</summary>
    public static readonly TimeSpan RefillMemory = TimeSpan.FromDays(1);

    /// <summary>Sets a provider's rates unless later signed ones are stored; those of other corridors are unchanged.</summary>
    /// <param name="provider">The provider; it must also be the rates' own provider.</param>
    /// <param name="rates">At most one per corridor.</param>
    /// <param name="signedAt">When the provider signed them; null: when they were updated.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The rates that were set.</returns>
    public async Task<List<ProviderRate>> SetRatesAsync(
        ProviderId provider, IReadOnlyList<ProviderRate> rates, DateTimeOffset? signedAt = null,
        CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = connection.Batch(
            Turn(provider),
            Statement(
                """
                INSERT INTO paynode.provider_rates AS known
                    (provider_id, token, fiat, rate_scaled, min_minor, max_minor, updated_at, max_concurrent, signed_at)
                SELECT $1, it.*, coalesce($9::timestamptz, it.updated_at)
                FROM unnest($2::text[], $3::text[], $4::bigint[], $5::numeric[], $6::numeric[], $7::timestamptz[], $8::int[])
                    AS it (token, fiat, rate_scaled, min_minor, max_minor, updated_at, max_concurrent)
                ON CONFLICT (provider_id, token, fiat) DO UPDATE SET
                    rate_scaled = excluded.rate_scaled, min_minor = excluded.min_minor, max_minor = excluded.max_minor,
                    updated_at = excluded.updated_at, max_concurrent = excluded.max_concurrent, signed_at = excluded.signed_at
                WHERE known.signed_at <= excluded.signed_at
                RETURNING token || '-' || fiat
                """,
                provider.Value,
                rates.Select(rate => rate.Corridor.Token.Code).ToArray(),
                rates.Select(rate => rate.Corridor.Fiat.Code).ToArray(),
                rates.Select(rate => rate.Rate.Scaled).ToArray(),
                rates.Select(rate => rate.Min.Minor).ToArray(),
                rates.Select(rate => rate.Max.Minor).ToArray(),
                rates.Select(rate => rate.UpdatedAt.UtcDateTime).ToArray(),
                rates.Select(rate => rate.MaxConcurrent).ToArray(),
                signedAt));
        var set = await NamesAsync(batch, cancellationToken);
        return [.. rates.Where(rate => set.Contains(rate.Corridor.ToString()))];
    }

    /// <summary>Every rate of every provider. Stale ones are included; the reader checks their age.</summary>
    public Task<List<ProviderRate>> RatesAsync(CancellationToken cancellationToken = default) => dataSource
        .Sql(
            "SELECT provider_id, token, fiat, rate_scaled, min_minor, max_minor, updated_at, max_concurrent FROM paynode.provider_rates "
                + "LIMIT $1", MaxMarketRows)
        .ListAsync(ReadRate, cancellationToken);

    /// <summary>
    /// Sets a provider's balances unless later signed ones are stored, and records their increases; those of other currencies are
    /// unchanged.
    /// </summary>
    /// <param name="provider">Whose.</param>
    /// <param name="balances">At most one per currency, none negative.</param>
    /// <param name="now">When the provider reported them, after correction for a clock that is ahead.</param>
    /// <param name="signedAt">When the provider signed them; null: the same.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The balances that were set.</returns>
    public async Task<List<Money>> SetBalancesAsync(
        ProviderId provider, IReadOnlyList<Money> balances, DateTimeOffset now, DateTimeOffset? signedAt = null,
        CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = connection.Batch(
            Turn(provider),
            Statement(
                "DELETE FROM paynode.provider_refills WHERE provider_id = $1 AND hour < $2", provider.Value,
                now - RefillMemory - RefillMemory),
            Statement(
                """
                WITH reported AS MATERIALIZED (
                    SELECT currency, available FROM unnest($2::text[], $3::numeric[]) AS it (currency, available)
                ), refilled AS (
                    INSERT INTO paynode.provider_refills AS known (provider_id, currency, hour, amount_minor)
                    SELECT $1, currency, date_trunc('hour', $4::timestamptz), available - available_minor
                    FROM reported JOIN paynode.provider_balances before USING (currency)
                    WHERE before.provider_id = $1 AND available > available_minor AND before.signed_at <= $5
                    ON CONFLICT (provider_id, currency, hour) DO UPDATE SET amount_minor = known.amount_minor + excluded.amount_minor)
                INSERT INTO paynode.provider_balances AS known (provider_id, currency, available_minor, updated_at, signed_at)
                SELECT $1, currency, available, $4, $5 FROM reported
                ON CONFLICT (provider_id, currency) DO UPDATE SET
                    available_minor = excluded.available_minor, updated_at = excluded.updated_at, signed_at = excluded.signed_at
                WHERE known.signed_at <= excluded.signed_at
                RETURNING currency
                """,
                provider.Value,
                balances.Select(balance => balance.Currency.Code).ToArray(),
                balances.Select(balance => balance.Minor).ToArray(),
                now,
                signedAt ?? now));
        var set = await NamesAsync(batch, cancellationToken);
        return [.. balances.Where(balance => set.Contains(balance.Currency.Code))];
    }

    /// <summary>Every balance of every provider.</summary>
    public Task<List<ProviderBalance>> BalancesAsync(CancellationToken cancellationToken = default) => dataSource
        .Sql("SELECT provider_id, currency, available_minor, updated_at FROM paynode.provider_balances LIMIT $1", MaxMarketRows)
        .ListAsync(
            row => new ProviderBalance(new ProviderId(row.GetGuid(0)), row.Money(2, Currencies.Get(row.GetString(1))), row.Time(3)),
            cancellationToken);

    /// <summary>
    /// Increase of each provider's balance in a currency within <see cref="RefillMemory"/>, in minor units; for statistics.
    /// </summary>
    public async Task<IReadOnlyDictionary<ProviderId, double>> RefillsAsync(
        Currency currency, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(currency);
        var rows = await dataSource
            .Sql(
                """
                SELECT provider_id, sum(amount_minor)::float8 FROM paynode.provider_refills
                WHERE currency = $1 AND hour > $2 GROUP BY provider_id LIMIT $3
                """,
                currency.Code, now - RefillMemory, MaxProviders)
            .ListAsync(row => (Provider: new ProviderId(row.GetGuid(0)), Minor: row.GetDouble(1)), cancellationToken);
        return rows.ToDictionary(row => row.Provider, row => row.Minor);
    }

    /// <summary>Records a provider's heartbeat.</summary>
    public Task HeartbeatAsync(ProviderId provider, DateTimeOffset now, CancellationToken cancellationToken = default) => dataSource.Sql(
        """
        INSERT INTO paynode.provider_heartbeats AS beat (provider_id, at) VALUES ($1, $2)
        ON CONFLICT (provider_id) DO UPDATE SET at = excluded.at WHERE beat.at < excluded.at
        """,
        provider.Value, now).ExecuteAsync(cancellationToken);

    /// <summary>Each provider's last heartbeat; providers without one are absent.</summary>
    public async Task<IReadOnlyDictionary<ProviderId, DateTimeOffset>> HeartbeatsAsync(CancellationToken cancellationToken = default)
    {
        var rows = await dataSource
            .Sql("SELECT provider_id, at FROM paynode.provider_heartbeats LIMIT $1", MaxProviders)
            .ListAsync(row => (Provider: new ProviderId(row.GetGuid(0)), At: row.Time(1)), cancellationToken);
        return rows.ToDictionary(row => row.Provider, row => row.At);
    }

    // Of a batch's statements one returns names; the others return nothing, or a row without columns.
    private static async Task<HashSet<string>> NamesAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (reader.FieldCount > 0)
                {
                    names.Add(reader.GetString(0));
                }
            }
        }
        while (await reader.NextResultAsync(cancellationToken));
        return names;
    }

    // A batch is one implicit transaction. The lock serializes concurrent calls of one provider.
    private static NpgsqlBatchCommand Turn(ProviderId provider) =>
        Statement("SELECT FROM paynode.providers WHERE id = $1 FOR NO KEY UPDATE", provider.Value);

    private static ProviderRate ReadRate(NpgsqlDataReader row)
    {
        var corridor = row.Corridor(1);
        return new ProviderRate(
            new ProviderId(row.GetGuid(0)),
            corridor,
            new ExchangeRate(row.GetInt64(3)),
            row.Money(4, corridor.Token),
            row.Money(5, corridor.Token),
            row.Time(6)) { MaxConcurrent = row.GetInt32(7) };
    }
}

/// <summary>What a provider reports that it can pay out.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Available">How much.</param>
/// <param name="UpdatedAt">When the provider reported it.</param>
public sealed record ProviderBalance(ProviderId Provider, Money Available, DateTimeOffset UpdatedAt);
