using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>An offer that was made, with the context needed to learn from its outcome.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Provider">The provider that received it.</param>
/// <param name="Corridor">The corridor.</param>
/// <param name="SentAt">When it was decided.</param>
/// <param name="Source">The order's amount, in the token.</param>
/// <param name="Method">The payout method.</param>
/// <param name="Institution">The destination's code.</param>
public sealed record RoutedOffer(
    OfferId Offer,
    ProviderId Provider,
    CorridorId Corridor,
    DateTimeOffset SentAt,
    Money Source,
    string Method,
    string Institution);

/// <summary>Where a decision was read from and where its liquidity was reserved.</summary>
public enum DecisionSource
{
    /// <summary>The index in Redis.</summary>
    Redis,

    /// <summary>The last snapshot in memory, with the reservation made in the database: Redis was unavailable.</summary>
    Snapshot,
}
