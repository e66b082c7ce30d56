namespace Paynode.Functions;

/// <summary>What became of an outcome.</summary>
/// <param name="DecisionId">The decision.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Learned">Whether it moved the model; a declined order never does.</param>
public sealed record RoutingOutcomeResponse(string DecisionId, string Provider, bool Learned);
