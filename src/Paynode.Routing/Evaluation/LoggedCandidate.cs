namespace Paynode.Routing.Evaluation;

/// <summary>A candidate of a logged decision.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Probability">Expected probability of success: the model used by the doubly robust estimate.</param>
/// <param name="CostBps">All-in cost.</param>
/// <param name="UtilityBps">Expected utility.</param>
public sealed record LoggedCandidate(string Provider, double Probability, double CostBps, double UtilityBps);
