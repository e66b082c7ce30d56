namespace Paynode.Payments;

/// <summary>What the operator's switch changed.</summary>
/// <param name="EndedOffers">Offers that the provider had not accepted, and now cannot.</param>
/// <param name="HeldReleases">Releases that wait for a decision since.</param>
public sealed record SwitchOutcome(IReadOnlyList<Offer> EndedOffers, int HeldReleases);
