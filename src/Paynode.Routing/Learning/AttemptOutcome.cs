namespace Paynode.Routing.Learning;

/// <summary>A final outcome of one attempt, with the load under which it was sent.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="LatencySeconds">From sending the offer to its end.</param>
/// <param name="Loading">See <see cref="LoadModel.LoadingOf"/>; 0 for none. Overload explains failures that skill does not.</param>
/// <param name="ScorerScore">The scorer's clipped log-odds for the provider when the order was decided; 0 if none.</param>
public readonly record struct AttemptOutcome(
    OutcomeKind Kind, double LatencySeconds, double Loading = 0, double ScorerScore = 0);
