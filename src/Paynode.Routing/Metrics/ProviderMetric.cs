namespace Paynode.Routing.Metrics;

/// <summary>One figure that is kept of a provider in a corridor.</summary>
/// <param name="Group">Reliability, latency, cost, capacity or trust.</param>
/// <param name="Name">As the API writes it; the unit comes last.</param>
/// <param name="Meaning">What it says, and over which time.</param>
/// <param name="IsBriefed">Whether a scorer is told of it, beside the router's own figures: it says something of the next payout that they do not.</param>
public sealed record ProviderMetric(string Group, string Name, string Meaning, bool IsBriefed = false);
