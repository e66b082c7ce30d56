using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>What one reading of a corridor gave.</summary>
/// <param name="CorridorModel">What was learned of the corridor as a whole.</param>
/// <param name="Open">The candidates that no gate refuses whatever the order, best first; the last may be the sampled one.</param>
/// <param name="Gated">Some of those that a gate refuses.</param>
internal sealed record CandidateReading(
    ReadOnlyMemory<byte> CorridorModel, IReadOnlyList<CandidateState> Open, IReadOnlyList<CandidateState> Gated)
{
    private ExchangeRate? _bestRate;

    /// <summary>The best rate among the open candidates; there must be one.</summary>
    public ExchangeRate BestRate => _bestRate ??= Open.Max(c => c.Terms!.Rate);

    /// <summary>What the model made of <see cref="CorridorModel"/>, kept for the decisions that share a reading.</summary>
    public object? Decoded { get; set; }
}
