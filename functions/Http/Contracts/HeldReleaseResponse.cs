using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>A release that waits for the operator.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Chain">The chain.</param>
/// <param name="Amount">What the escrow would release, fees included.</param>
/// <param name="Receiver">Where it would go; null for a refund that is not proven.</param>
/// <param name="HeldAt">Since when it waits.</param>
/// <param name="Reason">Why it waits.</param>
/// <param name="Deadline">From when on the payer can take the funds back.</param>
/// <param name="IsInTransaction">Whether a transaction carries it already; then it may still happen.</param>
public sealed record HeldReleaseResponse(
    string? OrderId, string Chain, AmountMessage Amount, string? Receiver, DateTimeOffset HeldAt, string Reason, DateTimeOffset? Deadline,
    bool IsInTransaction)
{
    /// <summary>The response for a held release.</summary>
    public static HeldReleaseResponse Of(ChainIntent release) => new(
        release.Order?.ToString(), release.Chain, AmountMessage.Of(release.Amount), release.ProviderAddress, release.HeldAt!.Value,
        release.HeldReason!, release.Deadline, release.BatchKey is not null);
}
