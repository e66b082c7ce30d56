using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Who signed a call, and when.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="SignedAt">The time of signing, at most 5 minutes from the time of receipt in either direction.</param>
public readonly record struct ProviderCall(ProviderId Provider, DateTimeOffset SignedAt);
