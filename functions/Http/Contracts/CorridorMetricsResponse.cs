namespace Paynode.Functions;

/// <summary>A corridor's providers in figures.</summary>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Providers">Each that serves it.</param>
public sealed record CorridorMetricsResponse(string Corridor, IReadOnlyList<ProviderMetricsResponse> Providers);
