using Paynode.Routing.Explanation;

namespace Paynode.Routing.Advice;

/// <summary>A ranking with its explanation, and the data needed to learn from its outcomes.</summary>
/// <param name="Explanation">Every candidate, in order of preference.</param>
/// <param name="Context">The order's encoded features, in the model's own form.</param>
/// <param name="Loadings">Loading of each candidate, see <see cref="Learning.LoadModel.LoadingOf"/>.</param>
public sealed record Advised(DecisionExplanation Explanation, byte[] Context, IReadOnlyDictionary<string, double> Loadings);
