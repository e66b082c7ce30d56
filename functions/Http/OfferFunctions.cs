using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Providers' reports on offers. Each report may be repeated; the first one counts.</summary>
public sealed class OfferFunctions(ApiEndpoint api, OfferReports reports, OutboxPublisher outbox)
{
    private const string ReportProblems = "offer_unknown offer_closed";

    /// <summary>The provider commits to paying.</summary>
    [Function(nameof(AcceptOffer))]
    [ApiOperation("Offers", "Accept an offer. Pay only after a 200.", Caller = Caller.Provider, Body = typeof(EmptyRequest),
        Response = typeof(OfferResponse), Problems = ReportProblems)]
    public Task<IResult> AcceptOffer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/provider/offers/{offerId}/accept")] HttpRequest request,
        string offerId,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken) =>
        ReportAsync<EmptyRequest>(request, offerId, orchestrations, (provider, offer, _) =>
            reports.AcceptAsync(provider, offer, cancellationToken), cancellationToken);

    /// <summary>The provider refuses.</summary>
    [Function(nameof(DeclineOffer))]
    [ApiOperation("Offers", "Decline an offer before accepting it.", Caller = Caller.Provider, Body = typeof(RefusalRequest),
        Response = typeof(OfferResponse), Problems = ReportProblems + " offer_already_reported refusal_code_unknown reason_too_long")]
    public Task<IResult> DeclineOffer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/provider/offers/{offerId}/decline")] HttpRequest request,
        string offerId,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken) =>
        ReportAsync<RefusalRequest>(request, offerId, orchestrations, async (provider, offer, body) =>
            ReportFields.Check(body)
                ?? await reports.DeclineAsync(provider, offer, body.Code!, body.Reason, cancellationToken), cancellationToken);

    /// <summary>The provider has paid.</summary>
    [Function(nameof(FulfilOffer))]
    [ApiOperation("Offers", "Report that an accepted offer was paid.", Caller = Caller.Provider, Body = typeof(FulfilRequest),
        Response = typeof(OfferResponse),
        Problems =
            ReportProblems + " offer_already_reported reference_used reference_invalid paid_amount_mismatch currency_unknown "
                + "amount_malformed")]
    public Task<IResult> FulfilOffer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/provider/offers/{offerId}/fulfil")] HttpRequest request,
        string offerId,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken) =>
        ReportAsync<FulfilRequest>(request, offerId, orchestrations, async (provider, offer, body) =>
        {
            var paid = ReportFields.Check(body);
            return paid.Succeeded
                ? await reports.FulfilAsync(provider, offer, body.Reference!, paid.Value, cancellationToken)
                : paid.Problem;
        }, cancellationToken);

    /// <summary>The provider has not paid and will not.</summary>
    [Function(nameof(FailOffer))]
    [ApiOperation("Offers", "Report that an accepted offer was not paid and will not be. Binding.", Caller = Caller.Provider,
        Body = typeof(RefusalRequest), Response = typeof(OfferResponse),
        Problems = ReportProblems + " offer_already_reported refusal_code_unknown reason_too_long")]
    public Task<IResult> FailOffer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/provider/offers/{offerId}/fail")] HttpRequest request,
        string offerId,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken) =>
        ReportAsync<RefusalRequest>(request, offerId, orchestrations, async (provider, offer, body) =>
            ReportFields.Check(body)
                ?? await reports.FailAsync(provider, offer, body.Code!, body.Reason, cancellationToken), cancellationToken);

    private Task<IResult> ReportAsync<T>(
        HttpRequest request, string offerId, DurableTaskClient orchestrations,
        Func<ProviderId, OfferId, T, Task<Result<Offer>>> report, CancellationToken cancellationToken)
        where T : class => api.ForProviderAsync<T>(request, async (provider, body) =>
        {
            if (!OfferId.TryParse(offerId, out var offer))
            {
                return new Problem("offer_unknown", "There is no such offer.").ToResult();
            }

            var reported = await report(provider, offer, body);
            if (!reported.Succeeded)
            {
                return reported.Problem.ToResult();
            }

            await outbox.TryPublishAsync(orchestrations, cancellationToken);
            return Answers.Ok(reported.Value.ToResponse());
        });
}
