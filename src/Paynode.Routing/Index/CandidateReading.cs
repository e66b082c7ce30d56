using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>The result of reading a corridor once.</summary>
/// <param name="CorridorModel">The learned state of the corridor as a whole.</param>
/// <param name="Open">The candidates that no order-independent gate refuses, best first; the last may be the sampled one.</param>
/// <param name="Gated">Some of those that a gate refuses.</param>
internal sealed record CandidateReading(
    ReadOnlyMemory<byte> CorridorModel, IReadOnlyList<CandidateState> Open, IReadOnlyList<CandidateState> Gated)
{
    private ExchangeRate? _bestRate;

    /// <summary>The best rate among the open candidates; there must be one.</summary>
    public ExchangeRate BestRate => _bestRate ??= Open.Max(c => c.Terms!.Rate);

    /// <summary>The model's parsed form of <see cref="CorridorModel"/>, cached for the decisions that share a reading.</summary>
    public object? Decoded { get; set; }
}
