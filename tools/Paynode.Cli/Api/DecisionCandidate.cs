namespace Paynode.Cli.Api;

/// <summary>A provider as a decision saw it.</summary>
/// <param name="Provider">Its id.</param>
/// <param name="Gate">The gate that refused it, or null.</param>
/// <param name="PDown">The probability that it was down.</param>
public sealed record DecisionCandidate(string Provider, string? Gate, double PDown);
