using Paynode.Payments;
using Paynode.Routing;

namespace Paynode.Orchestrations.Tests.Support;

/// <summary>A router that has nobody to offer anything to, and counts what it is told.</summary>
internal sealed class EmptyMarket : IRouter
{
    private int released;

    /// <summary>Reservations that were released, repetitions included.</summary>
    public int Released => Volatile.Read(ref released);

    public ValueTask<RoutingDecision> DecideAsync(RoutingRequest request, CancellationToken ct) => ValueTask.FromResult(new RoutingDecision
    {
        Offer = request.Offer,
        Order = request.Order,
        Corridor = request.Corridor,
        Reason = "no_candidate",
        Candidates = [],
        ModelVersion = "test",
        Source = DecisionSource.Redis,
        Epoch = 0,
        DecidedAt = DateTimeOffset.UtcNow,
        DurationUs = 1,
    });

    public ValueTask ReleaseAsync(OfferId offer, CorridorId corridor, ReleaseReason reason, CancellationToken ct)
    {
        Interlocked.Increment(ref released);
        return ValueTask.CompletedTask;
    }

    public ValueTask<LearnResult> LearnAsync(Outcome outcome, CancellationToken ct) => ValueTask.FromResult(LearnResult.Learned);

    /// <summary>What it was told of providers.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<ProviderUpdate> Updates { get; } = new();

    public ValueTask UpdateProviderAsync(ProviderUpdate update, CancellationToken ct)
    {
        Updates.Enqueue(update);
        return ValueTask.CompletedTask;
    }

    public ValueTask<QuoteRate?> BestRateAsync(CorridorId corridor, Money amount, CancellationToken ct) => ValueTask.FromResult<QuoteRate?>(null);

    public ValueTask<ExchangeRate?> ReferenceRateAsync(CorridorId corridor, CancellationToken ct) => ValueTask.FromResult<ExchangeRate?>(null);

    public ValueTask<ProviderId?> ReserveQuoteAsync(QuoteReservation quote, CancellationToken ct) => ValueTask.FromResult<ProviderId?>(null);

    public ValueTask ReleaseQuoteAsync(QuoteId quote, CorridorId corridor, CancellationToken ct) => ValueTask.CompletedTask;
}
