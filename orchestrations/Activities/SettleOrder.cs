using Microsoft.Azure.Functions.Worker;
using Paynode.Domain;
using Paynode.Storage;

namespace Paynode.Orchestrations;

/// <summary>Validates a paid order and puts its release in line for the chain.</summary>
public sealed class SettleOrder(OrderDesk desk, OfferConclusion conclusion, ProviderStore providers)
{
    /// <summary>Settles the order of a fulfilled offer. Safe to repeat: an escrow order has one intent, the first.</summary>
    /// <param name="offerId">The offer that was paid.</param>
    /// <param name="cancellationToken">Ends when the host stops.</param>
    [Function(nameof(SettleOrder))]
    public async Task RunAsync([ActivityTrigger] string offerId, CancellationToken cancellationToken)
    {
        var offer = await desk.OfferAsync(offerId, cancellationToken);
        var order = await desk.OrderAsync(offer.Order, cancellationToken);
        if (offer.State != OfferState.Fulfilled || string.IsNullOrEmpty(offer.Reference))
        {
            throw new InvalidOperationException($"The offer {offer.Id} has no receipt; its order is not settled.");
        }

        var provider = await providers.FindAsync(offer.Provider, cancellationToken)
            ?? throw new InvalidOperationException($"The provider {offer.Provider} is gone.");
        await desk.RequestReleaseAsync(order, provider.Id, provider.SettlementAddress, cancellationToken);
        await conclusion.ConcludeAsync(order, await desk.OffersAsync(order.Id, cancellationToken), cancellationToken);
    }
}
