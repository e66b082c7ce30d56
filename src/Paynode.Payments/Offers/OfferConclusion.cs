using Paynode.Routing;

namespace Paynode.Payments;

/// <summary>Tells the router how an order's offers ended: frees or consumes the reserved liquidity, and learns.</summary>
public sealed class OfferConclusion(IRouter router)
{
    /// <summary>Concludes every offer that has ended. Safe to repeat: the router takes each outcome once.</summary>
    public async Task ConcludeAsync(Order order, IReadOnlyList<Offer> offers, CancellationToken cancellationToken)
    {
        foreach (var offer in offers.Where(offer => offer.State.IsTerminal()))
        {
            await router.ReleaseAsync(offer.Id, order.Corridor, HowReleased(offer.State), cancellationToken);
            if (LapseCode.IsNoResult(offer.Code))
            {
                // It ended through no doing of the provider's: there is nothing to learn.
                continue;
            }

            var outcome = new Outcome(offer.Id, order.Corridor, offer.State, offer.Code, offer.UpdatedAt);
            await router.LearnAsync(outcome, cancellationToken);
        }
    }

    // A provider that was closed without a word may have paid all the same: its balance is not assumed to be whole.
    private static ReleaseReason HowReleased(OfferState state) =>
        state is OfferState.Fulfilled or OfferState.Closed ? ReleaseReason.Paid : ReleaseReason.NotPaid;
}
