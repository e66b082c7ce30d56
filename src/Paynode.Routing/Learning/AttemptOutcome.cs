namespace Paynode.Routing.Learning;

/// <summary>A final outcome of one attempt, with the load under which it was sent.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="LatencySeconds">From sending the offer to its end.</param>
/// <param name="Load">The load factor of the decision, (0, 1]: overload explains failures that skill does not.</param>
/// <param name="ScorerScore">The scorer's clipped log-odds for the provider when the order was decided; 0 if none.</param>
public readonly record struct AttemptOutcome(
    OutcomeKind Kind, double LatencySeconds, double Load = 1, double ScorerScore = 0);
