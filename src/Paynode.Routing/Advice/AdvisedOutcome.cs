using Paynode.Routing.Learning;

namespace Paynode.Routing.Advice;

/// <summary>How an attempt ended that was based on a ranking.</summary>
/// <param name="Context">The value of <see cref="Advised.Context"/>.</param>
/// <param name="Loading">The provider's value in <see cref="Advised.Loadings"/>.</param>
/// <param name="Kind">How it ended.</param>
/// <param name="LatencySeconds">From sending to its end.</param>
/// <param name="At">When it ended.</param>
public sealed record AdvisedOutcome(
    ReadOnlyMemory<byte> Context, double Loading, OutcomeKind Kind, double LatencySeconds, DateTimeOffset At);
