using Microsoft.Azure.Functions.Worker;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>Ends an order that nobody funded in time.</summary>
public sealed class ExpireOrder(OrderService service)
{
    /// <summary>Expires an order, unless it has been funded or cancelled in the meantime.</summary>
    /// <param name="orderId">Which order.</param>
    /// <param name="cancellationToken">Ends when the host stops.</param>
    /// <returns>The state that it is in now, as the API writes it.</returns>
    [Function(nameof(ExpireOrder))]
    public async Task<string> RunAsync([ActivityTrigger] string orderId, CancellationToken cancellationToken) =>
        (await service.ExpireAsync(orderId, cancellationToken)).ToWire();
}
