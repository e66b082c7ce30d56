using Microsoft.Azure.Functions.Worker;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>Validates a paid order and queues its release for the chain.</summary>
public sealed class SettleOrder(OrderService service, OfferConclusion conclusion, ProviderStore providers, SettlementSeal seal)
{
    /// <summary>Settles the order of a fulfilled offer. Idempotent: an escrow order has one intent, the first.</summary>
    /// <param name="offerId">The offer that was paid.</param>
    /// <param name="cancellationToken">Ends when the host stops.</param>
    [Function(nameof(SettleOrder))]
    public async Task RunAsync([ActivityTrigger] string offerId, CancellationToken cancellationToken)
    {
        var offer = await service.OfferAsync(offerId, cancellationToken);
        var order = await service.OrderAsync(offer.Order, cancellationToken);
        if (offer.State != OfferState.Fulfilled || string.IsNullOrEmpty(offer.Reference))
        {
            throw new InvalidOperationException($"The offer {offer.Id} has no receipt; its order is not settled.");
        }

        if (!seal.Fits(order) && !await service.IsReleaseDecidedAsync(order, offer.Provider, cancellationToken))
        {
            await service.NoteUndecidedReleaseAsync(order, offer, HoldReason.TermsUnproven, cancellationToken);
            throw new InvalidOperationException($"The order {order.Id} is not as it was created.");
        }

        // Offers that were fulfilled in earlier releases have no seal; a release decided then remains valid.
        if (!seal.FitsReport(offer, order) && !await service.IsReleaseDecidedAsync(order, offer.Provider, cancellationToken))
        {
            await service.NoteUndecidedReleaseAsync(order, offer, HoldReason.ReportUnproven, cancellationToken);
            throw new InvalidOperationException($"Nothing proves that the provider reported the payout of offer {offer.Id}.");
        }

        await service.RequestReleaseAsync(order, offer.Provider, await ReceiverAsync(offer, order, cancellationToken), cancellationToken);
        await conclusion.ConcludeAsync(order, await service.OffersAsync(order.Id, cancellationToken), cancellationToken);
    }

    /// <summary>The receiver of the release: the address that was fixed when the offer was made.</summary>
    /// <exception cref="InvalidOperationException">The address is not proven. Retried until an operator has corrected
    /// it.</exception>
    private async Task<string> ReceiverAsync(Offer offer, Order order, CancellationToken cancellationToken)
    {
        if (seal.Fits(offer, order))
        {
            return offer.SettlementAddress!;
        }

        // Offers of earlier releases have no address of their own; the provider's current address is sealed as well.
        if (offer is { SettlementAddress: null, SettlementSeal: null }
            && await providers.FindAsync(offer.Provider, cancellationToken) is { IsAddressProven: true } provider)
        {
            return provider.SettlementAddress;
        }

        await service.NoteUndecidedReleaseAsync(order, offer, HoldReason.ReceiverUnproven, cancellationToken);
        throw new InvalidOperationException($"The offer {offer.Id} has no proven settlement address.");
    }
}
