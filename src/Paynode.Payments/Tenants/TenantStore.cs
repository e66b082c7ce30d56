using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Paynode.Payments;

/// <summary>Tenants and their API keys. A key is shown only once and stored as its SHA-256 only.</summary>
/// <param name="dataSource">The database.</param>
/// <param name="timeProvider">Ages the cache.</param>
public sealed class TenantStore(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    /// <summary>Prefix of every API key.</summary>
    public const string KeyPrefix = "pn_";

    private const int KeyBytes = 32;
    private const int MaxCached = 10_000;
    private static readonly int KeyLength = KeyPrefix.Length + Base64Url.GetEncodedLength(KeyBytes);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);

    private readonly TtlCache<string, TenantId> _cache = new(MaxCached, TimeToLive, timeProvider);

    /// <summary>Creates a tenant with its first API key.</summary>
    /// <param name="name">1 to 200 characters.</param>
    /// <param name="now">The time of creation.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The tenant and the key in clear text, which cannot be read again.</returns>
    public async Task<(TenantId Id, string ApiKey)> CreateAsync(
        string name, DateTimeOffset now, CancellationToken cancellationToken = default) => await dataSource.InTransactionAsync(
            connection => CreateAsync(connection, name, now, cancellationToken), cancellationToken);

    /// <summary>Same, within a transaction.</summary>
    public async Task<(TenantId Id, string ApiKey)> CreateAsync(
        NpgsqlConnection connection, string name, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        var (id, key) = (TenantId.New(now), NewKey());
        await connection.Sql(
            """
            WITH tenant AS (INSERT INTO paynode.tenants (id, name, created_at) VALUES ($1, $2, $3) RETURNING id)
            INSERT INTO paynode.api_keys (hash, tenant_id, created_at) SELECT $4, id, $3 FROM tenant
            """,
            id.Value, name, now, Hash(key)).ExecuteAsync(cancellationToken);
        return (id, key);
    }

    /// <summary>Adds a key to a tenant within a transaction.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="tenant">Which tenant.</param>
    /// <param name="revokeOthers">Whether its other keys are revoked. Call <see cref="Forget"/> after the commit.</param>
    /// <param name="now">The time of creation.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The key in clear text, which cannot be read again; null when the tenant does not exist.</returns>
    public async Task<string?> RotateKeyAsync(
        NpgsqlConnection connection, TenantId tenant, bool revokeOthers, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        if (revokeOthers)
        {
            await RevokeAllAsync(connection, tenant, now, cancellationToken);
        }

        var key = NewKey();
        var added = await connection
            .Sql(
                "INSERT INTO paynode.api_keys (hash, tenant_id, created_at) SELECT $1, id, $3 FROM paynode.tenants WHERE id = $2",
                Hash(key), tenant.Value, now)
            .ExecuteAsync(cancellationToken);
        return added > 0 ? key : null;
    }

    /// <summary>Whether there is such a tenant.</summary>
    public Task<bool> ExistsAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken = default) => connection
        .Sql("SELECT EXISTS (SELECT FROM paynode.tenants WHERE id = $1)", tenant.Value)
        .ScalarAsync<bool>(cancellationToken);

    /// <summary>Clears the key cache of this process; other processes reload within 30 s.</summary>
    public void Forget() => _cache.Clear();

    /// <summary>Adds a key to a tenant, so that keys can be rotated without a gap.</summary>
    public async Task<string> AddKeyAsync(TenantId tenant, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        var key = NewKey();
        await dataSource
            .Sql("INSERT INTO paynode.api_keys (hash, tenant_id, created_at) VALUES ($1, $2, $3)", Hash(key), tenant.Value, now)
            .ExecuteAsync(cancellationToken);
        return key;
    }

    /// <summary>
    /// The key's tenant; null for an unknown, revoked or malformed one. Another process may accept a revoked key for up to 30 s.
    /// </summary>
    public async Task<TenantId?> FindByApiKeyAsync(string? apiKey, CancellationToken cancellationToken = default)
    {
        if (apiKey is null || apiKey.Length != KeyLength || !apiKey.StartsWith(KeyPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var hash = Hash(apiKey);
        var cacheKey = Convert.ToHexString(hash);
        if (_cache.TryGet(cacheKey, out var cached))
        {
            return cached;
        }

        // Only hits are cached: guesses of an unknown party must not fill the cache.
        var found = await dataSource
            .Sql("SELECT tenant_id FROM paynode.api_keys WHERE hash = $1 AND revoked_at IS NULL", hash)
            .ScalarAsync<Guid?>(cancellationToken);
        if (found is not { } tenant)
        {
            return null;
        }

        _cache.Put(cacheKey, new TenantId(tenant));
        return new TenantId(tenant);
    }

    /// <summary>Revokes one key.</summary>
    /// <returns>False when it was unknown or revoked already.</returns>
    public async Task<bool> RevokeAsync(string apiKey, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        var hash = Hash(apiKey);
        var revoked = await dataSource
            .Sql("UPDATE paynode.api_keys SET revoked_at = $2 WHERE hash = $1 AND revoked_at IS NULL", hash, now)
            .ExecuteAsync(cancellationToken);
        _cache.Remove(Convert.ToHexString(hash));
        return revoked > 0;
    }

    /// <summary>Revokes all of a tenant's keys; returns the number of those that were valid.</summary>
    public async Task<int> RevokeAllAsync(TenantId tenant, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        var revoked = await dataSource.InTransactionAsync(
            connection => RevokeAllAsync(connection, tenant, now, cancellationToken), cancellationToken);
        Forget();
        return revoked;
    }

    /// <summary>Same, within a transaction. Call <see cref="Forget"/> after the commit.</summary>
    public Task<int> RevokeAllAsync(
        NpgsqlConnection connection, TenantId tenant, DateTimeOffset now, CancellationToken cancellationToken = default) => connection
        .Sql("UPDATE paynode.api_keys SET revoked_at = $2 WHERE tenant_id = $1 AND revoked_at IS NULL", tenant.Value, now)
        .ExecuteAsync(cancellationToken);

    private static string NewKey() => KeyPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    private static byte[] Hash(string apiKey) => SHA256.HashData(Encoding.UTF8.GetBytes(apiKey));
}
