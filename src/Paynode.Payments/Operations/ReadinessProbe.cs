namespace Paynode.Payments;

/// <summary>A check of one dependency of the host.</summary>
/// <param name="Part">The dependency's name.</param>
/// <param name="Ask">Throws when the dependency does not respond.</param>
public sealed record ReadinessProbe(string Part, Func<CancellationToken, Task> Ask);
