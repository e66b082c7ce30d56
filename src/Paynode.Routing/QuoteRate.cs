using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>The best rate at which an amount can be delivered now.</summary>
/// <param name="Rate">Fiat for one token.</param>
/// <param name="Provider">The provider that offers the rate.</param>
/// <param name="Providers">How many providers could take the amount.</param>
public sealed record QuoteRate(ExchangeRate Rate, ProviderId Provider, int Providers)
{
    /// <summary>
    /// The step of that provider's payouts; null for any amount. A requested payout that is not a multiple of it cannot be
    /// paid by any of the providers that would otherwise take it.
    /// </summary>
    public PayoutStep? PayoutStep { get; init; }
}
