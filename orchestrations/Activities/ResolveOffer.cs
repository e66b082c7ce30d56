using Microsoft.Azure.Functions.Worker;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>Checks an offer whose window has passed without a report, and ends it when it can be ended.</summary>
/// <remarks>
/// A timeout means the outcome is unknown, not that the offer failed. Before acceptance the offer lapses, and a late acceptance
/// is refused. After acceptance the provider is queried; unless it reports that it has not paid, the order waits until the
/// provider's grace period is over.
/// </remarks>
public sealed class ResolveOffer(
    OrderService service, OfferReports reports, OfferConclusion conclusion, ProviderClient providers, TimeProvider timeProvider)
{
    /// <summary>Resolves one offer as far as that is possible now.</summary>
    [Function(nameof(ResolveOffer))]
    public async Task<OfferProgress> RunAsync([ActivityTrigger] string offerId, CancellationToken cancellationToken)
    {
        var offer = await service.OfferAsync(offerId, cancellationToken);
        var now = timeProvider.GetUtcNow();
        var end = offer.State switch
        {
            OfferState.Offered when now >= offer.AcceptBy => await LapseAsync(offer, cancellationToken),
            OfferState.Accepted when now >= offer.PayBy => await AskAsync(offer, now, cancellationToken),
            OfferState.Lapsed when offer.Code == LapseCode.AnotherAccepted => await ReleaseAsync(offer, cancellationToken),
            _ => offer,
        };

        // Refused means that the provider's own report was stored first; the stored state counts.
        var current = end.Succeeded ? end.Value : await service.OfferAsync(offerId, cancellationToken);
        return OfferProgress.Of(current, timeProvider.GetUtcNow());
    }

    /// <summary>Another provider accepted first: notifies this one and releases its liquidity immediately.</summary>
    private async Task<Result<Offer>> ReleaseAsync(Offer offer, CancellationToken cancellationToken)
    {
        await conclusion.ConcludeAsync(await service.OrderAsync(offer.Order, cancellationToken), [offer], cancellationToken);
        await providers.WithdrawAsync(offer.Provider, offer.Id, cancellationToken);
        return offer;
    }

    private async Task<Result<Offer>> LapseAsync(Offer offer, CancellationToken cancellationToken)
    {
        var lapsed = await reports.EndAsync(offer, OfferState.Lapsed, "no_answer", cancellationToken);
        if (lapsed.Succeeded)
        {
            await providers.WithdrawAsync(offer.Provider, offer.Id, cancellationToken);
        }

        return lapsed;
    }

    private async Task<Result<Offer>> AskAsync(Offer offer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var status = await providers.StatusAsync(offer.Provider, offer.Id, cancellationToken);
        switch (status)
        {
            case { Problem: { } problem }:
                await reports.NoteUnreadableAsync(offer, problem, cancellationToken);
                return await CloseAsync(offer, now, "status_unreadable", cancellationToken);
            case { State: "paid" }:
                var fulfilled = await reports.FulfilAsync(offer.Provider, offer.Id, status.Reference!, null, cancellationToken);
                return fulfilled.Succeeded ? fulfilled : await CloseAsync(offer, now, fulfilled.Problem!.Code, cancellationToken);
            case { State: "not_paid" }:
                return await reports.FailAsync(
                    offer.Provider, offer.Id, "other", "The provider answered that it has not paid.", cancellationToken);
            default:
                return await CloseAsync(offer, now, "no_report", cancellationToken);
        }
    }

    /// <summary>Closes an offer whose grace period is over; before that the offer stays open.</summary>
    private async Task<Result<Offer>> CloseAsync(Offer offer, DateTimeOffset now, string code, CancellationToken cancellationToken) =>
        now >= offer.CloseBy ? await reports.EndAsync(offer, OfferState.Closed, code, cancellationToken) : offer;
}
