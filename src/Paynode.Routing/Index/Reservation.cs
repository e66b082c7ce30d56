using Paynode.Domain;

namespace Paynode.Routing.Index;

/// <summary>What to reserve in Redis.</summary>
/// <param name="Hold">The hold's name.</param>
/// <param name="Corridor">The corridor's id.</param>
/// <param name="Now">When.</param>
/// <param name="ExpiresAt">When it may be reclaimed.</param>
/// <param name="Units">How much to hold.</param>
/// <param name="NeededUnits">How much must be free for it.</param>
/// <param name="TakesOver">The quote's hold that ends with it, or null.</param>
/// <param name="IsOffer">Whether it is for an offer, which then counts as in flight.</param>
/// <param name="Context">What the model wants back with the outcome, whoever is chosen.</param>
/// <param name="Preference">The candidates, best first, each with what the model wants back if it is chosen.</param>
internal sealed record Reservation(
    string Hold,
    string Corridor,
    DateTimeOffset Now,
    DateTimeOffset ExpiresAt,
    long Units,
    long NeededUnits,
    string? TakesOver,
    bool IsOffer,
    ReadOnlyMemory<byte> Context,
    IReadOnlyList<(CandidateState Candidate, ReadOnlyMemory<byte> Tag)> Preference);

/// <summary>How a reservation went.</summary>
internal enum ReservationStatus
{
    /// <summary>Reserved now.</summary>
    Taken,

    /// <summary>It was reserved before and stands.</summary>
    Kept,

    /// <summary>It was reserved before and has ended.</summary>
    Ended,

    /// <summary>No candidate could be reserved.</summary>
    None,
}

/// <summary>What Redis reserved.</summary>
/// <param name="Status">How it went.</param>
/// <param name="Provider">Where; null when nowhere.</param>
/// <param name="PassedOver">Why each candidate before it was passed over, in the order of preference.</param>
internal sealed record ReservationResult(
    ReservationStatus Status, ProviderId? Provider, IReadOnlyList<RoutingGate> PassedOver);
