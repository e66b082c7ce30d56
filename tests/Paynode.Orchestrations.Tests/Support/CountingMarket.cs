using System.Collections.Concurrent;
using Paynode.Payments;
using Paynode.Routing;

namespace Paynode.Orchestrations.Tests.Support;

/// <summary>A router with one provider that takes every quote, and knows which quotes hold liquidity.</summary>
internal sealed class CountingMarket : IRouter
{
    private readonly EmptyMarket _others = new();

    /// <summary>Quotes that hold liquidity.</summary>
    public ConcurrentDictionary<QuoteId, Money> Reserved { get; } = new();

    public ValueTask<ProviderId?> ReserveQuoteAsync(QuoteReservation quote, CancellationToken ct)
    {
        Assert.True(Reserved.TryAdd(quote.Quote, quote.Payout));
        return ValueTask.FromResult<ProviderId?>(new ProviderId(Guid.CreateVersion7()));
    }

    public ValueTask ReleaseQuoteAsync(QuoteId quote, CorridorId corridor, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Reserved.TryRemove(quote, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<RoutingDecision> DecideAsync(RoutingRequest request, CancellationToken ct) => _others.DecideAsync(request, ct);

    public ValueTask ReleaseAsync(OfferId offer, CorridorId corridor, ReleaseReason reason, CancellationToken ct) => _others.ReleaseAsync(offer, corridor, reason, ct);

    public ValueTask<LearnResult> LearnAsync(Outcome outcome, CancellationToken ct) => _others.LearnAsync(outcome, ct);

    public ValueTask UpdateProviderAsync(ProviderUpdate update, CancellationToken ct) => _others.UpdateProviderAsync(update, ct);

    public ValueTask<QuoteRate?> BestRateAsync(CorridorId corridor, Money amount, CancellationToken ct) => _others.BestRateAsync(corridor, amount, ct);

    public ValueTask<ExchangeRate?> ReferenceRateAsync(CorridorId corridor, CancellationToken ct) => _others.ReferenceRateAsync(corridor, ct);
}
