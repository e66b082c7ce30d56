using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>What the database reserved.</summary>
/// <param name="Provider">Where, or null when nobody had enough free.</param>
/// <param name="Epoch">The partition's epoch.</param>
/// <param name="Repeated">Whether the hold existed before.</param>
public sealed record FallbackReservation(ProviderId? Provider, long Epoch, bool Repeated = false);
