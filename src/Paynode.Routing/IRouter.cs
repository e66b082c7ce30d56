using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>Chooses providers, holds their liquidity, and learns from how it went.</summary>
public interface IRouter
{
    /// <summary>
    /// Chooses a provider for an offer and reserves its liquidity in one step, in at most two round trips to Redis.
    /// Idempotent by offer: the same id gets the same provider while its reservation stands. Never throws because Redis is
    /// away: then it decides from memory, reserves in the database, and says so.
    /// </summary>
    ValueTask<RoutingDecision> DecideAsync(RoutingRequest request, CancellationToken ct);

    /// <summary>Gives an offer's liquidity back, or takes it for good when the provider has paid. Releasing twice releases once.</summary>
    ValueTask ReleaseAsync(OfferId offer, CorridorId corridor, ReleaseReason reason, CancellationToken ct);

    /// <summary>Learns from an outcome, once for each offer.</summary>
    ValueTask<LearnResult> LearnAsync(Outcome outcome, CancellationToken ct);

    /// <summary>Takes in news of a provider: rates, balances, heartbeat, switch, corridors.</summary>
    ValueTask UpdateProviderAsync(ProviderUpdate update, CancellationToken ct);

    /// <summary>
    /// The best rate at which an amount (in the token or in the currency) can be delivered now; null when no provider can.
    /// Nothing is reserved.
    /// </summary>
    ValueTask<QuoteRate?> BestRateAsync(CorridorId corridor, Money amount, CancellationToken ct);

    /// <summary>
    /// The best rate of those who can be asked at the moment, whatever amounts they take; null when there is nobody. It tells
    /// what an amount is worth where nobody takes it.
    /// </summary>
    ValueTask<ExchangeRate?> ReferenceRateAsync(CorridorId corridor, CancellationToken ct);

    /// <summary>Reserves liquidity for a quote until it expires; null when no provider can meet it.</summary>
    ValueTask<ProviderId?> ReserveQuoteAsync(QuoteReservation quote, CancellationToken ct);

    /// <summary>Ends a quote's reservation early. An order's first attempt takes it over by naming the quote instead.</summary>
    ValueTask ReleaseQuoteAsync(QuoteId quote, CorridorId corridor, CancellationToken ct);
}
