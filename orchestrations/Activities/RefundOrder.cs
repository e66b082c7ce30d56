namespace Paynode.Orchestrations;

/// <summary>Puts an order's refund in line for the chain.</summary>
public sealed class RefundOrder(OrderDesk desk, OfferConclusion conclusion)
{
    /// <summary>Refunds an order that nobody paid. Safe to repeat: an escrow order has one intent, the first.</summary>
    /// <param name="orderId">Which order.</param>
    /// <param name="cancellationToken">Ends when the host stops.</param>
    [Function(nameof(RefundOrder))]
    public async Task RunAsync([ActivityTrigger] string orderId, CancellationToken cancellationToken)
    {
        var order = await desk.OrderAsync(orderId, cancellationToken);
        await desk.RequestRefundAsync(order, cancellationToken);
        await conclusion.ConcludeAsync(order, await desk.OffersAsync(order.Id, cancellationToken), cancellationToken);
    }
}
