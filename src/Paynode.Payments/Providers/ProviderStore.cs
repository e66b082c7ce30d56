using System.Buffers.Text;
using System.Security.Cryptography;
using Npgsql;

namespace Paynode.Payments;

/// <summary>Providers and their secrets. Lookups are cached for 30 s.</summary>
/// <param name="dataSource">The database.</param>
/// <param name="secrets">Seals the providers' secrets at rest.</param>
/// <param name="timeProvider">Ages the cache.</param>
public sealed partial class ProviderStore(NpgsqlDataSource dataSource, SecretBox secrets, TimeProvider timeProvider)
{
    /// <summary>Maximum providers in a list.</summary>
    public const int MaxProviders = 10_000;

    private const int SecretBytes = 32;
    private const string SecretPrefix = "pns_";
    private const string Columns =
        "id, name, base_url, settlement_address, corridors, enabled, created_at, secret, upstream_group, licensed_until, payout_steps, "
            + "settlement_seal";
    private const string ReadColumns = Columns + ", next_settlement_address, next_settlement_from, next_settlement_seal";
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);

    private readonly SettlementSeal _seal = new(secrets);
    private readonly TtlCache<ProviderId, ProviderRegistration> _cache = new(MaxProviders, TimeToLive, timeProvider);

    /// <summary>Registers a provider, enabled, with a fresh secret.</summary>
    public async Task<ProviderRegistration> RegisterAsync(
        string name,
        Uri baseUrl,
        string settlementAddress,
        IReadOnlyList<CorridorId> corridors,
        DateTimeOffset now,
        string? upstreamGroup = null,
        DateTimeOffset? licensedUntil = null,
        IReadOnlyList<PayoutStep>? payoutSteps = null,
        CancellationToken cancellationToken = default) => await dataSource.InTransactionAsync(
            connection => RegisterAsync(
                connection, name, baseUrl, settlementAddress, corridors, now, upstreamGroup, licensedUntil, payoutSteps, cancellationToken),
            cancellationToken);

    /// <summary>Same, within a transaction.</summary>
    public async Task<ProviderRegistration> RegisterAsync(
        NpgsqlConnection connection,
        string name,
        Uri baseUrl,
        string settlementAddress,
        IReadOnlyList<CorridorId> corridors,
        DateTimeOffset now,
        string? upstreamGroup = null,
        DateTimeOffset? licensedUntil = null,
        IReadOnlyList<PayoutStep>? payoutSteps = null,
        CancellationToken cancellationToken = default)
    {
        var provider = new Provider(ProviderId.New(now), name, baseUrl, settlementAddress, corridors, true, now.Stored())
        {
            UpstreamGroup = upstreamGroup,
            LicensedUntil = licensedUntil?.Stored(),
            PayoutSteps = payoutSteps ?? [],
        };
        var secret = NewSecret();
        await connection.Sql(
            $"INSERT INTO paynode.providers ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            provider.Id.Value,
            provider.Name,
            provider.BaseUrl.AbsoluteUri,
            provider.SettlementAddress,
            provider.Corridors.Select(corridor => corridor.ToString()).ToArray(),
            provider.Enabled,
            provider.CreatedAt,
            secrets.Seal(secret, provider.Id.ToString()),
            provider.UpstreamGroup,
            provider.LicensedUntil,
            provider.PayoutSteps.Select(step => step.ToString()).ToArray(),
            _seal.OfAddress(provider.Id, provider.SettlementAddress)).ExecuteAsync(cancellationToken);
        return new ProviderRegistration(provider, secret);
    }

    /// <summary>A provider, or null.</summary>
    public async Task<Provider?> FindAsync(ProviderId id, CancellationToken cancellationToken = default) =>
        (await FindRegistrationAsync(id, cancellationToken))?.Provider;

    /// <summary>Whether there is such a provider.</summary>
    public Task<bool> ExistsAsync(ProviderId id, CancellationToken cancellationToken = default) => dataSource
        .Sql("SELECT EXISTS (SELECT FROM paynode.providers WHERE id = $1)", id.Value)
        .ScalarAsync<bool>(cancellationToken);

    /// <summary>The secret for requests from and to a provider, or null when the provider does not exist.</summary>
    public async Task<string?> SecretAsync(ProviderId id, CancellationToken cancellationToken = default) =>
        (await FindRegistrationAsync(id, cancellationToken))?.Secret;

    /// <summary>Every provider, enabled or not, oldest first.</summary>
    public Task<List<Provider>> ListAsync(CancellationToken cancellationToken = default) => dataSource
        .Sql($"SELECT {ReadColumns} FROM paynode.providers ORDER BY id LIMIT $1", MaxProviders)
        .ListAsync(Read, cancellationToken);

    /// <summary>Enables or disables a provider, and renews a licence. Other processes may see it up to 30 s later.</summary>
    /// <param name="id">The provider.</param>
    /// <param name="enabled">Whether it may get offers.</param>
    /// <param name="licensedUntil">The new end of its licence; null leaves it unchanged.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when there is no such provider.</returns>
    public async Task<bool> SetEnabledAsync(
        ProviderId id, bool enabled, DateTimeOffset? licensedUntil = null, CancellationToken cancellationToken = default)
    {
        var changed = await dataSource
            .Sql(
                "UPDATE paynode.providers SET enabled = $2, licensed_until = coalesce($3, licensed_until) WHERE id = $1", id.Value, enabled,
                licensedUntil?.Stored())
            .ExecuteAsync(cancellationToken);
        _cache.Remove(id);
        return changed > 0;
    }

    /// <summary>
    /// Enables or disables a provider within a transaction, and sets whether its releases are held from then on. Concurrent
    /// transactions that make or accept an offer are serialized with it. Call <see cref="Forget"/> after the commit.
    /// </summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="id">The provider.</param>
    /// <param name="enabled">Whether it may get offers.</param>
    /// <param name="holdsReleases">Whether releases to it wait for the operator.</param>
    /// <param name="licensedUntil">The new end of its licence; null leaves it unchanged.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when there is no such provider.</returns>
    public async Task<bool> SwitchAsync(
        NpgsqlConnection connection, ProviderId id, bool enabled, bool holdsReleases, DateTimeOffset? licensedUntil,
        CancellationToken cancellationToken = default) => await connection
        .Sql(
            "UPDATE paynode.providers SET enabled = $2, releases_held = $3, licensed_until = coalesce($4, licensed_until) WHERE id = $1",
            id.Value, enabled, holdsReleases, licensedUntil?.Stored())
        .ExecuteAsync(cancellationToken) > 0;

    /// <summary>
    /// Whether a provider is currently enabled in the database. Its row stays locked in share mode: it cannot be disabled before
    /// the transaction ends.
    /// </summary>
    public async Task<bool> IsEnabledAsync(
        NpgsqlConnection connection, ProviderId id, CancellationToken cancellationToken = default) => await connection
        .Sql("SELECT enabled FROM paynode.providers WHERE id = $1 FOR SHARE", id.Value)
        .ScalarAsync<bool>(cancellationToken);

    /// <summary>Gives a provider a new secret; the former one becomes invalid. Call <see cref="Forget"/> after the commit.</summary>
    /// <returns>The secret, shown only once; null when the provider does not exist.</returns>
    public async Task<string?> RotateSecretAsync(NpgsqlConnection connection, ProviderId id, CancellationToken cancellationToken = default)
    {
        var secret = NewSecret();
        var changed = await connection
            .Sql("UPDATE paynode.providers SET secret = $2 WHERE id = $1", id.Value, secrets.Seal(secret, id.ToString()))
            .ExecuteAsync(cancellationToken);
        return changed > 0 ? secret : null;
    }

    /// <summary>
    /// Changes the receiver of a provider's releases, for offers made from then on. Call <see cref="Forget"/> after the commit.
    /// </summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="id">The provider.</param>
    /// <param name="address">The new address.</param>
    /// <param name="now">When the current address is confirmed; this renews its seal.</param>
    /// <param name="later">When a new address takes effect. It replaces a pending one; resending the same one keeps its time.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>When it takes effect; null when the provider does not exist.</returns>
    public async Task<DateTimeOffset?> ChangeAddressAsync(
        NpgsqlConnection connection, ProviderId id, string address, DateTimeOffset now, DateTimeOffset later,
        CancellationToken cancellationToken = default)
    {
        var row = await connection
            .Sql($"SELECT {ReadColumns} FROM paynode.providers WHERE id = $1 FOR NO KEY UPDATE", id.Value)
            .FirstAsync(it => new AddressRow(Read(it), ReadNextAddress(it)), cancellationToken);
        if (row is null)
        {
            return null;
        }

        var present = row.Provider;

        // A change that is sent again, for example after a lost response, does not restart the delay.
        if (row.Next is { } next && string.Equals(next.Address, address, StringComparison.OrdinalIgnoreCase))
        {
            return next.From;
        }

        var from = (string.Equals(present.SettlementAddress, address, StringComparison.OrdinalIgnoreCase) ? now : later).Stored();

        // The current address moves to its own column first, with its seal only if that was valid.
        await connection
            .Sql(
                """
                UPDATE paynode.providers SET settlement_address = $2, settlement_seal = $3,
                    next_settlement_address = $4, next_settlement_from = $5, next_settlement_seal = $6 WHERE id = $1
                """,
                id.Value,
                present.SettlementAddress,
                present.IsAddressProven ? _seal.OfAddress(id, present.SettlementAddress) : null,
                address,
                from,
                _seal.OfAddress(id, address, from))
            .ExecuteAsync(cancellationToken);
        return from;
    }

    /// <summary>Drops a provider from the cache of this process; other processes reload it within 30 s.</summary>
    public void Forget(ProviderId id) => _cache.Remove(id);

    private static string NewSecret() => SecretPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private async Task<ProviderRegistration?> FindRegistrationAsync(ProviderId id, CancellationToken cancellationToken)
    {
        if (_cache.TryGet(id, out var cached))
        {
            return cached;
        }

        // Only hits are cached: guesses of an unknown party must not fill the cache.
        var found = await dataSource
            .Sql($"SELECT {ReadColumns} FROM paynode.providers WHERE id = $1", id.Value)
            .FirstAsync(
                row => new ProviderRegistration(Read(row), secrets.Open(row.GetFieldValue<byte[]>(7), id.ToString())), cancellationToken);
        if (found is not null)
        {
            _cache.Put(id, found);
        }

        return found;
    }

    private Provider Read(NpgsqlDataReader row)
    {
        var id = new ProviderId(row.GetGuid(0));
        var address = row.GetString(3);
        var seal = row.IsDBNull(11) ? null : row.GetFieldValue<byte[]>(11);
        var right = _seal.OfAddress(id, address);
        if (!row.IsDBNull(12) && row.Time(13) is var from && from <= timeProvider.GetUtcNow())
        {
            address = row.GetString(12);
            seal = row.IsDBNull(14) ? null : row.GetFieldValue<byte[]>(14);
            right = _seal.OfAddress(id, address, from);
        }

        return ReadTerms(row, id, address) with { IsAddressProven = SettlementSeal.Matches(seal, right) };
    }

    /// <summary>The pending address; null when there is none, or it is not proven.</summary>
    private NextAddress? ReadNextAddress(NpgsqlDataReader row)
    {
        if (row.IsDBNull(12))
        {
            return null;
        }

        var (address, from) = (row.GetString(12), row.Time(13));
        if (from <= timeProvider.GetUtcNow())
        {
            return null;
        }

        var seal = row.IsDBNull(14) ? null : row.GetFieldValue<byte[]>(14);
        return SettlementSeal.Matches(seal, _seal.OfAddress(new ProviderId(row.GetGuid(0)), address, from))
            ? new NextAddress(address, from)
            : null;
    }

    private static Provider ReadTerms(NpgsqlDataReader row, ProviderId id, string settlementAddress) => new(
        id,
        row.GetString(1),
        new Uri(row.GetString(2)),
        settlementAddress,
        [.. row.GetFieldValue<string[]>(4).Select(text => CorridorId.Parse(text).Value!)],
        row.GetBoolean(5),
        row.Time(6))
    {
        UpstreamGroup = row.TextOrNull(8),
        LicensedUntil = row.IsDBNull(9) ? null : row.Time(9),
        PayoutSteps = [.. row.GetFieldValue<string[]>(10).Select(ReadStep)],
    };

    private static PayoutStep ReadStep(string text)
    {
        var parts = text.Split(' ');
        return PayoutStep.Parse(parts[0], Currencies.Get(parts[1])).Value!;
    }

    private sealed record NextAddress(string Address, DateTimeOffset From);

    private sealed record AddressRow(Provider Provider, NextAddress? Next);
}

/// <summary>A provider that has just been registered.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Secret">What it signs with: the text's UTF-8 bytes are the HMAC key. Shown only once.</param>
public sealed record ProviderRegistration(Provider Provider, string Secret);
