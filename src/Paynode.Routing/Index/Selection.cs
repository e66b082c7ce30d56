using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>A request to choose a provider and reserve its liquidity, for an offer or for a quote.</summary>
/// <param name="Id">The offer's or quote's UUID.</param>
/// <param name="Corridor">The corridor.</param>
/// <param name="Payout">The amount to reserve.</param>
/// <param name="Needs">The requirements on a provider.</param>
/// <param name="ExpiresAt">When the reservation may be reclaimed.</param>
/// <param name="Offer">The offer's request; null for a quote.</param>
internal sealed record SelectionRequest(
    Guid Id, CorridorId Corridor, Money Payout, OrderNeeds Needs, DateTimeOffset ExpiresAt, RoutingRequest? Offer)
{
    /// <summary>The corridor's id.</summary>
    public string CorridorName { get; } = Corridor.ToString();

    /// <summary>The seed of every draw: the attempt's own random bits.</summary>
    public ulong Seed => BitConverter.ToUInt64(Id.ToByteArray(), 8);
}

/// <summary>The selection, with every candidate that was evaluated.</summary>
internal sealed record Selection(
    ReservationStatus Status,
    ProviderId? Provider,
    Ranking Ranking,
    IReadOnlyList<RoutedCandidate> Gated,
    DecisionSource Source,
    long Epoch);
