namespace Paynode.Payments;

/// <summary>The effect of enabling or disabling a provider.</summary>
/// <param name="EndedOffers">Unaccepted offers that ended.</param>
/// <param name="HeldReleases">Releases that are now held for a decision.</param>
public sealed record SwitchOutcome(IReadOnlyList<Offer> EndedOffers, int HeldReleases);
