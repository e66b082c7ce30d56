using System.Text.Json.Serialization;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>The result of routing: offers that were made, a time for the next attempt, or (neither) no provider can pay.</summary>
/// <param name="Offers">The offers to follow: one, or several concurrent ones; null when none was made.</param>
/// <param name="TryAgainAt">UTC; no provider is eligible now, and there is still time.</param>
/// <param name="Reason">Why there is no offer: a stable code.</param>
/// <param name="WaitsForFunds">The escrow does not hold the funds at the moment: routing resumes as soon as it does.</param>
public sealed record RoutedOrder(IReadOnlyList<OfferProgress>? Offers, DateTime? TryAgainAt, string? Reason, bool WaitsForFunds = false)
{
    /// <summary>The offers to follow.</summary>
    public IReadOnlyList<OfferProgress>? Offers { get; private set; } = Offers;

    /// <summary>
    /// Read from histories of releases that made one offer at a time; treated as that one offer. Never written.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OfferProgress? Offer
    {
        get => null;
        init => Offers ??= value is null ? null : [value];
    }
}
