namespace Paynode.Payments;

/// <summary>What a provider offers in a corridor.</summary>
/// <param name="Provider">Whose rate.</param>
/// <param name="Corridor">Where.</param>
/// <param name="Rate">Fiat for one token.</param>
/// <param name="Min">Smallest order that it takes, in the token.</param>
/// <param name="Max">Largest order that it takes, in the token.</param>
/// <param name="UpdatedAt">When the provider last sent it; a stale rate is not used.</param>
public sealed record ProviderRate(
    ProviderId Provider, CorridorId Corridor, ExchangeRate Rate, Money Min, Money Max, DateTimeOffset UpdatedAt)
{
    /// <summary>Concurrent offers in the corridor that it handles without degrading; 0: no declared limit.</summary>
    public int MaxConcurrent { get; init; }

    /// <summary>What it pays in multiples of, as registered; null: any amount.</summary>
    public PayoutStep? PayoutStep { get; init; }
}
