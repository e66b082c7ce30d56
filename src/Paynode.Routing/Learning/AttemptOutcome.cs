namespace Paynode.Routing.Learning;

/// <summary>A final outcome of one attempt, with the load under which it was sent.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="LatencySeconds">From sending the offer to its end.</param>
/// <param name="Loading">See <see cref="LoadModel.LoadingOf"/>; 0 for none. Overload explains failures that skill does not.</param>
/// <param name="ScorerScore">The scorer's clipped log-odds for the provider when the order was decided; 0 if none.</param>
public readonly record struct AttemptOutcome(
    OutcomeKind Kind, double LatencySeconds, double Loading = 0, double ScorerScore = 0);

/// <summary>How one attempt at one provider ended.</summary>
public enum OutcomeKind
{
    /// <summary>Paid out.</summary>
    Success,

    /// <summary>The provider responded that it could not, for a reason of its own (liquidity, institution down, ...).</summary>
    TechnicalFailure,

    /// <summary>No response before the deadline.</summary>
    TimedOut,

    /// <summary>The order itself could not be paid (wrong account, blocked recipient): no evidence about the provider.</summary>
    BusinessDecline,
}
