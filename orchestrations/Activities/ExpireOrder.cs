using Microsoft.Azure.Functions.Worker;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>Expires an order that was not funded in time.</summary>
public sealed class ExpireOrder(OrderService service)
{
    /// <summary>Expires an order, unless it has been funded or cancelled in the meantime.</summary>
    /// <returns>The order's current state, as the API writes it.</returns>
    [Function(nameof(ExpireOrder))]
    public async Task<string> RunAsync([ActivityTrigger] string orderId, CancellationToken cancellationToken) =>
        (await service.ExpireAsync(orderId, cancellationToken)).ToWire();
}
