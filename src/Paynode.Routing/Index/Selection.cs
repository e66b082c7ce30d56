using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>A request to choose a provider and hold its liquidity, for an offer or for a quote.</summary>
/// <param name="Id">The offer's or quote's UUID.</param>
/// <param name="Corridor">The corridor.</param>
/// <param name="Payout">What to hold.</param>
/// <param name="Needs">What is asked of a provider.</param>
/// <param name="ExpiresAt">When the hold may be reclaimed.</param>
/// <param name="Offer">The offer's request; null for a quote.</param>
internal sealed record SelectionRequest(
    Guid Id, CorridorId Corridor, Money Payout, OrderNeeds Needs, DateTimeOffset ExpiresAt, RoutingRequest? Offer)
{
    /// <summary>The corridor's id.</summary>
    public string CorridorName { get; } = Corridor.ToString();

    /// <summary>Of every draw: the attempt's own random bits.</summary>
    public ulong Seed => BitConverter.ToUInt64(Id.ToByteArray(), 8);
}

/// <summary>What was selected, with all that was looked at.</summary>
internal sealed record Selection(
    ReservationStatus Status,
    ProviderId? Provider,
    Ranking Ranking,
    IReadOnlyList<RoutedCandidate> Gated,
    DecisionSource Source,
    long Epoch);
