using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>A reservation to make in the database while Redis is unavailable.</summary>
/// <param name="Hold">The offer's or quote's UUID.</param>
/// <param name="Corridor">The corridor.</param>
/// <param name="Amount">The amount to reserve.</param>
/// <param name="NeededFree">The free balance required: the amount and a margin.</param>
/// <param name="ExpiresAt">When it may be reclaimed.</param>
/// <param name="Preference">The providers, best first.</param>
/// <param name="TakesOver">The UUID of a quote whose reservation counts as free for its provider and ends with this one.</param>
/// <param name="Offer">The offer, for learning from its outcome; null for a quote. Its provider is not yet chosen.</param>
public sealed record FallbackRequest(
    Guid Hold,
    CorridorId Corridor,
    Money Amount,
    Money NeededFree,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<ProviderId> Preference,
    Guid? TakesOver,
    RoutingRequest? Offer);
