using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Prices.</summary>
public sealed class QuoteFunctions(ApiEndpoint api, IdempotentRequests idempotent, QuoteService service, QuoteStore quotes)
{
    /// <summary>Prices a payment and reserves liquidity for it.</summary>
    [Function(nameof(CreateQuote))]
    [ApiOperation("Quotes", "Price a payment. The quote binds until it expires, and liquidity is reserved for it.",
        Caller = Caller.Sender, Body = typeof(QuoteRequest), Response = typeof(QuoteResponse), Status = 201, Creates = true,
        Problems =
            "corridor_unknown amount_malformed amount_over_precise amount_not_positive amount_too_large amount_missing amount_ambiguous "
                + "amount_out_of_range method_unknown payout_off_step chain_paused no_liquidity quote_limit_reached")]
    public Task<IResult> CreateQuote(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/quotes")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForSenderAsync<QuoteRequest>(request, async (tenant, body) =>
        {
            // Redis is called before the transaction opens, so that none is held open over a network call.
            var (corridor, amount, payout) = (body.Value.Corridor, body.Value.Amount, body.Value.PayoutAmount);
            var priced = await service.PriceAsync(corridor, amount, payout, body.Value.Method, cancellationToken);

            // A refused or repeated request reserves nothing.
            if (priced.Succeeded && !await idempotent.IsAnsweredAsync(request, tenant, cancellationToken))
            {
                return await service.ReserveAsync(
                    tenant, priced.Value, quote => StoreAsync(request, tenant, body.Bytes, quote, cancellationToken), cancellationToken);
            }

            var otherwise = priced.Problem ?? IdempotentRequests.InProgress;
            return await idempotent.CreateAsync(request, tenant, body.Bytes, _ => Task.FromResult<Result<QuoteResponse>>(otherwise));
        });

    private async Task<(IResult Answer, bool IsStored)> StoreAsync(
        HttpRequest request, TenantId tenant, byte[] body, Result<Quote> quote, CancellationToken cancellationToken)
    {
        var isStored = false;
        var answer = await idempotent.CreateAsync(request, tenant, body, async connection =>
        {
            if (quote.Succeeded && await service.StoreAsync(connection, quote.Value, cancellationToken) is { } refused)
            {
                return (Result<QuoteResponse>)refused;
            }

            isStored = quote.Succeeded;
            return quote.Map(OrderMapping.ToResponse);
        });
        return (answer, isStored);
    }

    /// <summary>Reads a quote.</summary>
    [Function(nameof(GetQuote))]
    [ApiOperation("Quotes", "Read a quote.", Caller = Caller.Sender, Response = typeof(QuoteResponse), Problems = "quote_unknown")]
    public Task<IResult> GetQuote(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/quotes/{quoteId}")] HttpRequest request,
        string quoteId,
        CancellationToken cancellationToken) =>
        api.ForSenderAsync(request, async tenant =>
            QuoteId.TryParse(quoteId, out var id) && await quotes.FindAsync(id, tenant, cancellationToken) is { } quote
                ? Answers.Ok(quote.ToResponse())
                : QuoteService.Unknown.ToResult());
}
