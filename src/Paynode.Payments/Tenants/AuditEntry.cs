namespace Paynode.Payments;

/// <summary>One action of the operator.</summary>
/// <param name="Id">Counts up.</param>
/// <param name="At">When.</param>
/// <param name="Action">What, such as <c>provider.switched_off</c>.</param>
/// <param name="Subject">On whom: a tenant's, provider's or order's id.</param>
/// <param name="Data">Facts. Never a key or secret.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, string Action, string Subject, IReadOnlyDictionary<string, string> Data);
