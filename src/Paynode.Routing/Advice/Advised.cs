using Paynode.Routing.Explanation;
using Paynode.Routing.Learning;

namespace Paynode.Routing.Advice;

/// <summary>A ranking with its explanation, and the data needed to learn from its outcomes.</summary>
/// <param name="Explanation">Every candidate, in order of preference.</param>
/// <param name="Context">The order's encoded features, in the model's own form.</param>
/// <param name="Loadings">Loading of each candidate, see <see cref="Learning.LoadModel.LoadingOf"/>.</param>
public sealed record Advised(DecisionExplanation Explanation, byte[] Context, IReadOnlyDictionary<string, double> Loadings);

/// <summary>An order as described by a caller with its own providers.</summary>
/// <param name="Amount">Its value in dollars; a feature of the model, not used for payments.</param>
/// <param name="Method">The payout method, e.g. <c>bank</c>.</param>
/// <param name="Institution">The destination's code.</param>
/// <param name="ValueBps">The value of a delivered order before its cost, in basis points.</param>
public sealed record AdviceOrder(double Amount, string Method, string Institution, double ValueBps);

/// <summary>How an attempt ended that was based on a ranking.</summary>
/// <param name="Context">The value of <see cref="Advised.Context"/>.</param>
/// <param name="Loading">The provider's value in <see cref="Advised.Loadings"/>.</param>
/// <param name="Kind">How it ended.</param>
/// <param name="LatencySeconds">From sending to its end.</param>
/// <param name="At">When it ended.</param>
public sealed record AdvisedOutcome(
    ReadOnlyMemory<byte> Context, double Loading, OutcomeKind Kind, double LatencySeconds, DateTimeOffset At);

/// <summary>Learned state of a corridor, in the model's own form; empty where nothing was learned yet.</summary>
/// <param name="Corridor">The state that its providers share.</param>
/// <param name="Providers">By provider.</param>
public sealed record LearnedBytes(ReadOnlyMemory<byte> Corridor, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Providers);
