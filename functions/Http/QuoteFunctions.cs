using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Domain;
using Paynode.Orchestrations;
using Paynode.Storage;

namespace Paynode.Functions;

/// <summary>Prices.</summary>
public sealed class QuoteFunctions(Door door, IdempotentRequests idempotent, QuoteDesk desk, QuoteStore quotes)
{
    /// <summary>Prices a payment and reserves liquidity for it.</summary>
    [Function(nameof(CreateQuote))]
    [ApiOperation("Quotes", "Price a payment. The quote binds until it expires, and liquidity is reserved for it.",
        Caller = Caller.Sender, Body = typeof(QuoteRequest), Response = typeof(QuoteResponse), Status = 201, Creates = true,
        Problems = "corridor_unknown amount_malformed amount_over_precise amount_not_positive amount_too_large amount_missing amount_ambiguous amount_out_of_range method_unknown payout_off_step chain_paused no_liquidity quote_limit_reached")]
    public Task<IResult> CreateQuote(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/quotes")] HttpRequest request, CancellationToken cancellationToken) =>
        door.ForSenderAsync<QuoteRequest>(request, async (tenant, body) =>
        {
            // Redis is asked before the transaction opens, so that none is held open over a network call.
            var (corridor, amount, payout) = (body.Value.Corridor, body.Value.Amount, body.Value.PayoutAmount);
            var prepared = await desk.PrepareAsync(tenant, corridor, amount, payout, body.Value.Method, cancellationToken);
            var isStored = false;
            var answer = await idempotent.CreateAsync(request, tenant, body.Bytes, async connection =>
            {
                if (prepared.Succeeded)
                {
                    if (await desk.StoreAsync(connection, prepared.Value, cancellationToken) is { } refused)
                    {
                        return (Result<QuoteResponse>)refused;
                    }

                    isStored = true;
                }

                return prepared.Map(QuoteResponse.Of);
            });
            if (prepared.Succeeded && !isStored)
            {
                await desk.DropAsync(prepared.Value, cancellationToken);
            }

            return answer;
        });

    /// <summary>Reads a quote.</summary>
    [Function(nameof(GetQuote))]
    [ApiOperation("Quotes", "Read a quote.", Caller = Caller.Sender, Response = typeof(QuoteResponse), Problems = "quote_unknown")]
    public Task<IResult> GetQuote(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/quotes/{quoteId}")] HttpRequest request,
        string quoteId,
        CancellationToken cancellationToken) =>
        door.ForSenderAsync(request, async tenant =>
            QuoteId.TryParse(quoteId, out var id) && await quotes.FindAsync(id, tenant, cancellationToken) is { } quote
                ? Answers.Ok(QuoteResponse.Of(quote))
                : QuoteDesk.Unknown.ToResult());
}
