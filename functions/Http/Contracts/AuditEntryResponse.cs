namespace Paynode.Functions;

/// <summary>One act of the operator.</summary>
/// <param name="Id">Counts up.</param>
/// <param name="At">When.</param>
/// <param name="Action">What.</param>
/// <param name="Subject">On whom: a tenant's, provider's or order's id.</param>
/// <param name="Data">Facts.</param>
public sealed record AuditEntryResponse(long Id, DateTimeOffset At, string Action, string Subject, IReadOnlyDictionary<string, string> Data);
