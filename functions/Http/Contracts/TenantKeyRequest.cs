namespace Paynode.Functions;

/// <summary>Gives a tenant a fresh API key.</summary>
/// <param name="RevokeOthers">Whether its former keys stop, within 30 s. Left out: they go on, so that keys can be changed without a gap.</param>
/// <param name="Reason">Why, for the audit: 1 to 500 characters.</param>
public sealed record TenantKeyRequest(string? Reason, bool RevokeOthers = false);
