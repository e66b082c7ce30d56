using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>What to reserve in the database while Redis is away.</summary>
/// <param name="Hold">The offer's or quote's UUID.</param>
/// <param name="Corridor">The corridor.</param>
/// <param name="Amount">What to hold.</param>
/// <param name="NeededFree">What must be free for it: the amount and a margin.</param>
/// <param name="ExpiresAt">When it may be reclaimed.</param>
/// <param name="Preference">The providers, best first.</param>
/// <param name="TakesOver">A quote's UUID whose reservation counts as free for its provider and ends with this one.</param>
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
