using System.Text.Json.Serialization;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>What routing came to: offers that were made, a later try, or (neither) that nobody can pay.</summary>
/// <param name="Offers">The offers to follow: one, or several that were made at once; null when none was.</param>
/// <param name="TryAgainAt">UTC; nobody is eligible now, and there is still time.</param>
/// <param name="Reason">Why there is no offer: a stable code.</param>
/// <param name="WaitsForFunds">The escrow does not hold the funds at the moment: the later try comes as soon as it does.</param>
public sealed record RoutedOrder(IReadOnlyList<OfferProgress>? Offers, DateTime? TryAgainAt, string? Reason, bool WaitsForFunds = false)
{
    /// <summary>The offers to follow.</summary>
    public IReadOnlyList<OfferProgress>? Offers { get; private set; } = Offers;

    /// <summary>
    /// What histories hold that were written before several offers could be made at once: taken as the one offer. Never written.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OfferProgress? Offer
    {
        get => null;
        init => Offers ??= value is null ? null : [value];
    }
}
