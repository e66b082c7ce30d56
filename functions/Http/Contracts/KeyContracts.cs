namespace Paynode.Functions;

/// <summary>Gives a tenant a fresh API key.</summary>
/// <param name="RevokeOthers">Whether its former keys stop, within 30 s. Left out: they go on, so that keys can be changed without a gap.</param>
/// <param name="Reason">Why, for the audit: 1 to 500 characters.</param>
public sealed record TenantKeyRequest(string? Reason, bool RevokeOthers = false);

/// <summary>Why the operator does something.</summary>
/// <param name="Reason">For the audit: 1 to 500 characters.</param>
public sealed record ReasonRequest(string? Reason);

/// <summary>What was revoked.</summary>
/// <param name="Revoked">How many keys were valid until now.</param>
public sealed record RevokedKeysResponse(int Revoked);

/// <summary>What the operator did.</summary>
/// <param name="Entries">Newest first, 200 at most.</param>
public sealed record AuditResponse(IReadOnlyList<AuditEntryResponse> Entries);

/// <summary>One act of the operator.</summary>
/// <param name="Id">Counts up.</param>
/// <param name="At">When.</param>
/// <param name="Action">What.</param>
/// <param name="Subject">On whom: a tenant's, provider's or order's id.</param>
/// <param name="Data">Facts.</param>
public sealed record AuditEntryResponse(long Id, DateTimeOffset At, string Action, string Subject, IReadOnlyDictionary<string, string> Data);
