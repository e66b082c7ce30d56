namespace Paynode.Functions;

/// <summary>Asks which of your own providers an order should go to.</summary>
/// <param name="Corridor">Your name of the corridor, up to 64 letters, digits and <c>. _ : -</c>; each learns by itself.</param>
/// <param name="Order">The order.</param>
/// <param name="Candidates">1 to 100 providers.</param>
public sealed record RoutingDecisionRequest(
    string? Corridor, RoutingOrderRequest? Order, IReadOnlyList<RoutingCandidateRequest>? Candidates);
