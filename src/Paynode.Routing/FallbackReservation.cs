using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>The reservation that the database made.</summary>
/// <param name="Provider">The provider, or null when none had enough free balance.</param>
/// <param name="Epoch">The partition's epoch.</param>
/// <param name="Repeated">Whether the reservation already existed.</param>
public sealed record FallbackReservation(ProviderId? Provider, long Epoch, bool Repeated = false);
