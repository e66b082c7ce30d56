using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>The best rate at which an amount can be delivered now.</summary>
/// <param name="Rate">Fiat for one token.</param>
/// <param name="Provider">Whose rate it is.</param>
/// <param name="Providers">How many providers could take the amount.</param>
public sealed record QuoteRate(ExchangeRate Rate, ProviderId Provider, int Providers)
{
    /// <summary>
    /// What that provider pays in multiples of; null: any amount. A payout that was asked for and is off it can be paid by
    /// nobody who could take it otherwise.
    /// </summary>
    public PayoutStep? PayoutStep { get; init; }
}
