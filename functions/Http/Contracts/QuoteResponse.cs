using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>A binding price.</summary>
/// <param name="Id">Take it up with <c>POST /v1/orders</c>.</param>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Source">What the payer locks, fee included.</param>
/// <param name="Payout">What the recipient gets: an amount that the rail can pay.</param>
/// <param name="Rate">Fiat for one token, after the fee.</param>
/// <param name="Fee">Paynode's fee, part of the source.</param>
/// <param name="RoundedOff">What the rate would give beyond the payout: less than the rail can pay, or than the token's smallest unit buys.</param>
/// <param name="ExpiresAt">Until when it binds.</param>
public sealed record QuoteResponse(
    string Id, string Corridor, AmountMessage Source, AmountMessage Payout, string Rate, AmountMessage Fee, AmountMessage RoundedOff, DateTimeOffset ExpiresAt)
{
    /// <summary>The response for a quote.</summary>
    public static QuoteResponse Of(Quote quote) => new(
        quote.Id.ToString(),
        quote.Corridor.ToString(),
        AmountMessage.Of(quote.Price.Source),
        AmountMessage.Of(quote.Price.Payout),
        quote.Price.Rate.ToString(),
        AmountMessage.Of(quote.Price.Fee),
        AmountMessage.Of(quote.Price.RoundedOff),
        quote.ExpiresAt);
}
