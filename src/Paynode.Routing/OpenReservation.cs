using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>An open reservation, as recorded in the database.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Corridor">The corridor.</param>
/// <param name="Amount">The amount, in the corridor's currency.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="InDatabase">Whether the database itself made it, through <see cref="ILiquidityFallback"/>.</param>
public sealed record OpenReservation(
    ProviderId Provider, CorridorId Corridor, Money Amount, DateTimeOffset ExpiresAt, bool InDatabase)
{
    /// <summary>The quote it is for; exactly one of this and <see cref="Offer"/> is set.</summary>
    public QuoteId? Quote { get; init; }

    /// <summary>The offer it is for.</summary>
    public RoutedOffer? Offer { get; init; }
}
