using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>Chooses providers, reserves their liquidity, and learns from outcomes.</summary>
public interface IRouter
{
    /// <summary>
    /// Chooses a provider for an offer and reserves its liquidity in one step, in at most two round trips to Redis.
    /// Idempotent by offer: the same id gets the same provider while its reservation is open. Never throws because Redis is
    /// unavailable: it then decides from memory, reserves in the database, and records that in the decision.
    /// </summary>
    ValueTask<RoutingDecision> DecideAsync(RoutingRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Releases an offer's liquidity, or deducts it when the provider has paid. Releasing twice has the effect of releasing once.
    /// </summary>
    ValueTask ReleaseAsync(OfferId offer, CorridorId corridor, ReleaseReason reason, CancellationToken cancellationToken);

    /// <summary>Learns from an outcome, once for each offer.</summary>
    ValueTask<LearnResult> LearnAsync(Outcome outcome, CancellationToken cancellationToken);

    /// <summary>Applies an update of a provider: rates, balances, heartbeat, switch, corridors.</summary>
    ValueTask UpdateProviderAsync(ProviderUpdate update, CancellationToken cancellationToken);

    /// <summary>
    /// The best rate at which an amount (in the token or in the currency) can be delivered now; null when no provider can
    /// deliver it. Nothing is reserved.
    /// </summary>
    ValueTask<QuoteRate?> BestRateAsync(CorridorId corridor, Money amount, CancellationToken cancellationToken);

    /// <summary>
    /// The best rate among currently eligible providers, regardless of their amount limits; null when there are none. Used to
    /// value an amount that no provider accepts.
    /// </summary>
    ValueTask<ExchangeRate?> ReferenceRateAsync(CorridorId corridor, CancellationToken cancellationToken);

    /// <summary>Reserves liquidity for a quote until it expires; null when no provider can meet it.</summary>
    ValueTask<ProviderId?> ReserveQuoteAsync(QuoteReservation quote, CancellationToken cancellationToken);

    /// <summary>Ends a quote's reservation early. An order's first attempt takes it over instead, by naming the quote.</summary>
    ValueTask ReleaseQuoteAsync(QuoteId quote, CorridorId corridor, CancellationToken cancellationToken);
}
