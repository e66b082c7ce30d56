namespace Paynode.Client;

/// <summary>Registers a sender.</summary>
/// <param name="Name">1 to 100 characters.</param>
public sealed record TenantRequest(string? Name);

/// <summary>A new sender.</summary>
/// <param name="Id">Which tenant.</param>
/// <param name="ApiKey">Its key. Shown this once; Paynode keeps only a hash.</param>
public sealed record TenantResponse(string Id, string ApiKey);

/// <summary>Gives a tenant a fresh API key.</summary>
/// <param name="RevokeOthers">
/// Whether its former keys stop, within 30 s. Left out: they go on, so that keys can be changed without a gap.
/// </param>
/// <param name="Reason">Why, for the audit: 1 to 500 characters.</param>
public sealed record TenantKeyRequest(string? Reason, bool RevokeOthers = false);

/// <summary>What was revoked.</summary>
/// <param name="Revoked">How many keys were valid until now.</param>
public sealed record RevokedKeysResponse(int Revoked);
