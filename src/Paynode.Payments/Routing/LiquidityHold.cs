namespace Paynode.Payments;

/// <summary>Liquidity that is reserved at a provider.</summary>
/// <param name="Id">The offer's or the quote's UUID.</param>
/// <param name="Provider">At which provider.</param>
/// <param name="Corridor">In which corridor.</param>
/// <param name="Amount">How much, in the corridor's fiat currency.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record LiquidityHold(Guid Id, ProviderId Provider, CorridorId Corridor, Money Amount, DateTimeOffset ExpiresAt);
