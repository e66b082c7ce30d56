namespace Paynode.Functions;

/// <summary>Reports how an attempt ended.</summary>
/// <param name="DecisionId">The decision that it followed from.</param>
/// <param name="Provider">The provider, one of that decision's candidates.</param>
/// <param name="Result">"paid", "failed" (its fault), "timed_out" (never answered) or "declined" (the recipient's fault; never held against it).</param>
/// <param name="At">When it ended; now if left out.</param>
/// <param name="LatencySeconds">From sending to its end; since the decision if left out.</param>
public sealed record RoutingOutcomeRequest(
    string? DecisionId,
    string? Provider,
    [property: WireValues("paid", "failed", "timed_out", "declined")] string? Result,
    DateTimeOffset? At = null,
    double? LatencySeconds = null);
