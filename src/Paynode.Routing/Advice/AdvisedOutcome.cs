using Paynode.Routing.Learning;

namespace Paynode.Routing.Advice;

/// <summary>How an attempt ended that followed from an advice.</summary>
/// <param name="Context">As <see cref="Advised.Context"/> was.</param>
/// <param name="Loading">As <see cref="Advised.Loadings"/> was for the provider.</param>
/// <param name="Kind">How it ended.</param>
/// <param name="LatencySeconds">From sending to its end.</param>
/// <param name="At">When it ended.</param>
public sealed record AdvisedOutcome(
    ReadOnlyMemory<byte> Context, double Loading, OutcomeKind Kind, double LatencySeconds, DateTimeOffset At);
