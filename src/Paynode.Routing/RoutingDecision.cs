using Paynode.Payments;
using Paynode.Routing.Explanation;

namespace Paynode.Routing;

/// <summary>One routing decision, complete enough to be explained and to evaluate another policy on it later.</summary>
public sealed record RoutingDecision
{
    /// <summary>The attempt that was decided.</summary>
    public required OfferId Offer { get; init; }

    /// <summary>The order.</summary>
    public required OrderId Order { get; init; }

    /// <summary>The corridor.</summary>
    public required CorridorId Corridor { get; init; }

    /// <summary>The provider that gets the offer, or null when none can take it.</summary>
    public ProviderId? Chosen { get; init; }

    /// <summary>
    /// The result: <c>reserved</c>, <c>repeated</c> (the same offer was decided before), <c>no_candidate</c> (every provider was
    /// refused by a gate), <c>no_liquidity</c> (the liquidity of those eligible was taken in the meantime),
    /// <c>amount_unroutable</c>, <c>offer_ended</c> (the offer's reservation was released before), <c>unavailable</c> (neither
    /// Redis nor the database could reserve) or <c>overloaded</c> (too many concurrent decisions: retry later).
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>The liquidity that is now reserved at the chosen provider; null when none was chosen.</summary>
    public Money? Reserved { get; init; }

    /// <summary>Every provider that was evaluated: the ranked ones in the order of preference, then those that a gate refused.</summary>
    public required IReadOnlyList<RoutedCandidate> Candidates { get; init; }

    /// <summary>Expected value of the first candidate minus that of the second, in basis points; null with fewer than two.</summary>
    public double? GapBps { get; init; }

    /// <summary>Whether the order of preference was sampled from the posteriors (small orders) or follows their means.</summary>
    public bool Sampled { get; init; }

    /// <summary>
    /// Probability with which this policy prefers <see cref="Chosen"/> here; null when none was chosen, or when the preferred
    /// one could not be reserved and the next one was used.
    /// </summary>
    public double? Propensity { get; init; }

    /// <summary>Version of the model that produced these numbers.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Where the decision was read from and reserved.</summary>
    public required DecisionSource Source { get; init; }

    /// <summary>
    /// The partition's epoch under which the liquidity was reserved. When storing the offer, the database refuses it if it has
    /// moved to another epoch: liquidity may have been reserved elsewhere then, and the order is decided again.
    /// </summary>
    public required long Epoch { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>The duration of the decision, in microseconds.</summary>
    public required long DurationUs { get; init; }

    /// <summary>The decision in one readable sentence.</summary>
    public string Sentence => DecisionSentence.Of(this);
}
