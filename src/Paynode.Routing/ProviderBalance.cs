using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>A balance as a provider reported it.</summary>
/// <param name="Available">The amount it could pay out then, before Paynode's reservations.</param>
/// <param name="At">When it was reported.</param>
public sealed record ProviderBalance(Money Available, DateTimeOffset At);
