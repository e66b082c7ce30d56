namespace Paynode.Functions;

/// <summary>What the operator did.</summary>
/// <param name="Entries">Newest first, 200 at most.</param>
public sealed record AuditResponse(IReadOnlyList<AuditEntryResponse> Entries);
