using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Who signed a call, and when.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="SignedAt">The time that it signed, at most 5 minutes from that of receipt either way.</param>
public readonly record struct ProviderCall(ProviderId Provider, DateTimeOffset SignedAt);
