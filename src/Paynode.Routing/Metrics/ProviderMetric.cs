namespace Paynode.Routing.Metrics;

/// <summary>One metric of a provider in a corridor.</summary>
/// <param name="Group">Reliability, latency, cost, capacity or trust.</param>
/// <param name="Name">The name in the API; the unit comes last.</param>
/// <param name="Meaning">The definition, including the period.</param>
/// <param name="IsBriefed">
/// Whether it is part of a scorer's prompt context: it has predictive value for the next payout beyond the router's own
/// figures.
/// </param>
public sealed record ProviderMetric(string Group, string Name, string Meaning, bool IsBriefed = false);
