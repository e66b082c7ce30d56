namespace Paynode.Routing.Evaluation;

/// <summary>A candidate as a logged decision saw it.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Probability">Expected probability of success: the model that the doubly robust estimate leans on.</param>
/// <param name="CostBps">All-in cost.</param>
/// <param name="UtilityBps">Expected utility.</param>
public sealed record LoggedCandidate(string Provider, double Probability, double CostBps, double UtilityBps);
