namespace Paynode.Payments;

/// <summary>How many offers of a provider are in a state.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="State">offered, accepted, fulfilled, failed, declined, lapsed or closed.</param>
/// <param name="Offers">How many.</param>
public sealed record OfferCount(ProviderId Provider, string State, long Offers);
