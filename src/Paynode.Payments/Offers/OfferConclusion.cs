using Paynode.Routing;

namespace Paynode.Payments;

/// <summary>Reports to the router how an order's offers ended: liquidity is released or consumed, and the routing model updated.</summary>
public sealed class OfferConclusion(IRouter router)
{
    /// <summary>Concludes every offer that has ended. Idempotent: the router applies each outcome once.</summary>
    public async Task ConcludeAsync(Order order, IReadOnlyList<Offer> offers, CancellationToken cancellationToken)
    {
        foreach (var offer in offers.Where(offer => offer.State.IsTerminal()))
        {
            await router.ReleaseAsync(offer.Id, order.Corridor, HowReleased(offer.State), cancellationToken);
            if (LapseCode.IsNoResult(offer.Code))
            {
                // It ended through no fault of the provider: the outcome does not update the model.
                continue;
            }

            var outcome = new Outcome(offer.Id, order.Corridor, offer.State, offer.Code, offer.UpdatedAt);
            await router.LearnAsync(outcome, cancellationToken);
        }
    }

    // A provider whose offer was closed without an answer may still have paid: its full balance is not assumed to be available.
    private static ReleaseReason HowReleased(OfferState state) =>
        state is OfferState.Fulfilled or OfferState.Closed ? ReleaseReason.Paid : ReleaseReason.NotPaid;
}
