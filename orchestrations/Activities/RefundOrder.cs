using Microsoft.Azure.Functions.Worker;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>Puts an order's refund in line for the chain, unless somebody has paid or may still pay it.</summary>
public sealed class RefundOrder(OrderService service, OfferConclusion conclusion, TimeProvider timeProvider)
{
    /// <summary>Refunds an order that nobody paid. Safe to repeat: an escrow order has one intent, the first.</summary>
    /// <param name="orderId">Which order.</param>
    /// <param name="cancellationToken">Ends when the host stops.</param>
    /// <returns>Null when the refund is in line; otherwise the offers that stand against it and have to be followed first.</returns>
    [Function(nameof(RefundOrder))]
    public async Task<OfferProgress[]?> RunAsync([ActivityTrigger] string orderId, CancellationToken cancellationToken)
    {
        var order = await service.OrderAsync(orderId, cancellationToken);
        var standing = await service.RequestRefundAsync(order, cancellationToken);
        await conclusion.ConcludeAsync(order, await service.OffersAsync(order.Id, cancellationToken), cancellationToken);
        return standing.Count == 0 ? null : [.. standing.Select(offer => OfferProgress.Of(offer, timeProvider.GetUtcNow()))];
    }
}
