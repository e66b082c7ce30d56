using System.Text.Json;

namespace Paynode.Functions;

/// <summary>How an order was routed.</summary>
/// <param name="OrderId">Which order.</param>
/// <param name="Decisions">One for each attempt, first to last: every candidate with its numbers and place, or the gate that refused it.</param>
public sealed record OrderDecisionResponse(string OrderId, IReadOnlyList<JsonElement> Decisions);
