namespace Paynode.Functions;

/// <summary>The figures kept of a provider in a corridor.</summary>
/// <param name="Provider">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Metrics">Forty figures by name, null where nothing is known; docs/operations says what each means.</param>
public sealed record ProviderMetricsResponse(string Provider, string Name, IReadOnlyDictionary<string, double?> Metrics);
