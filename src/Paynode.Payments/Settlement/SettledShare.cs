namespace Paynode.Payments;

/// <summary>A provider's share in a batch of releases.</summary>
/// <param name="Provider">Who was paid out.</param>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="BatchKey">The batch, which is one transaction.</param>
/// <param name="Own">Releases in it for the provider's orders in the corridor.</param>
/// <param name="Items">Releases in it altogether.</param>
public sealed record SettledShare(ProviderId Provider, string Chain, string BatchKey, int Own, int Items);
