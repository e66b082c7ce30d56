using Microsoft.Azure.Functions.Worker;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>Queues an order's refund for the chain, unless a provider has paid it or may still pay it.</summary>
public sealed class RefundOrder(OrderService service, OfferConclusion conclusion, TimeProvider timeProvider)
{
    /// <summary>Refunds an unpaid order. Idempotent: an escrow order has one intent, the first.</summary>
    /// <returns>Null when the refund is queued; otherwise the offers that block it and must be followed first.</returns>
    [Function(nameof(RefundOrder))]
    public async Task<OfferProgress[]?> RunAsync([ActivityTrigger] string orderId, CancellationToken cancellationToken)
    {
        var order = await service.OrderAsync(orderId, cancellationToken);
        var standing = await service.RequestRefundAsync(order, cancellationToken);
        await conclusion.ConcludeAsync(order, await service.OffersAsync(order.Id, cancellationToken), cancellationToken);
        return standing.Count == 0 ? null : [.. standing.Select(offer => OfferProgress.Of(offer, timeProvider.GetUtcNow()))];
    }
}
