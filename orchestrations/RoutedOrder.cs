namespace Paynode.Orchestrations;

/// <summary>What routing came to: an offer that was made, a later try, or (neither) that nobody can pay.</summary>
/// <param name="Offer">The offer to follow.</param>
/// <param name="TryAgainAt">UTC; nobody is eligible now, and there is still time.</param>
/// <param name="Reason">Why there is no offer: a stable code.</param>
/// <param name="WaitsForFunds">The escrow does not hold the funds at the moment: the later try comes as soon as it does.</param>
public sealed record RoutedOrder(OfferProgress? Offer, DateTime? TryAgainAt, string? Reason, bool WaitsForFunds = false);
