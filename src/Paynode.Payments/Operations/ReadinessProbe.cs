namespace Paynode.Payments;

/// <summary>A question to one part that the host needs.</summary>
/// <param name="Part">The part's name.</param>
/// <param name="Ask">Throws when the part does not answer.</param>
public sealed record ReadinessProbe(string Part, Func<CancellationToken, Task> Ask);
