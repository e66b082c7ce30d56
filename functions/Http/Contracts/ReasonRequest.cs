namespace Paynode.Functions;

/// <summary>Why the operator does something.</summary>
/// <param name="Reason">For the audit: 1 to 500 characters.</param>
public sealed record ReasonRequest(string? Reason);
