using Microsoft.Azure.Functions.Worker;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>Validates a paid order and puts its release in line for the chain.</summary>
public sealed class SettleOrder(OrderService service, OfferConclusion conclusion, ProviderStore providers, SettlementSeal seal)
{
    /// <summary>Settles the order of a fulfilled offer. Safe to repeat: an escrow order has one intent, the first.</summary>
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

        // An offer that was fulfilled in a former release has no seal; a release that was decided then stands.
        if (!seal.FitsReport(offer, order) && !await service.IsReleaseDecidedAsync(order, offer.Provider, cancellationToken))
        {
            await service.NoteUndecidedReleaseAsync(order, offer, HoldReason.ReportUnproven, cancellationToken);
            throw new InvalidOperationException($"Nothing proves that the provider reported the payout of offer {offer.Id}.");
        }

        await service.RequestReleaseAsync(order, offer.Provider, await ReceiverAsync(offer, order, cancellationToken), cancellationToken);
        await conclusion.ConcludeAsync(order, await service.OffersAsync(order.Id, cancellationToken), cancellationToken);
    }

    /// <summary>Where the release goes: the address that was fixed when the offer was made.</summary>
    /// <exception cref="InvalidOperationException">It is not proven. It is tried again, until a person has put it right.</exception>
    private async Task<string> ReceiverAsync(Offer offer, Order order, CancellationToken cancellationToken)
    {
        if (seal.Fits(offer, order))
        {
            return offer.SettlementAddress!;
        }

        // An offer of a former release has no address of its own; its provider's has a seal, too.
        if (offer is { SettlementAddress: null, SettlementSeal: null }
            && await providers.FindAsync(offer.Provider, cancellationToken) is { IsAddressProven: true } provider)
        {
            return provider.SettlementAddress;
        }

        await service.NoteUndecidedReleaseAsync(order, offer, HoldReason.ReceiverUnproven, cancellationToken);
        throw new InvalidOperationException($"The offer {offer.Id} has no proven settlement address.");
    }
}
