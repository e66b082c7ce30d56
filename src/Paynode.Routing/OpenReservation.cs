using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>Liquidity that is held, as the database knows it.</summary>
/// <param name="Provider">At which provider.</param>
/// <param name="Corridor">In which corridor.</param>
/// <param name="Amount">How much, in the corridor's currency.</param>
/// <param name="ExpiresAt">Until when.</param>
/// <param name="InDatabase">Whether the database itself reserved it, through <see cref="ILiquidityFallback"/>.</param>
public sealed record OpenReservation(
    ProviderId Provider, CorridorId Corridor, Money Amount, DateTimeOffset ExpiresAt, bool InDatabase)
{
    /// <summary>The quote it is held for; exactly one of this and <see cref="Offer"/> is set.</summary>
    public QuoteId? Quote { get; init; }

    /// <summary>The offer it is held for.</summary>
    public RoutedOffer? Offer { get; init; }
}
