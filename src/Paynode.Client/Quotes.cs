using System.ComponentModel.DataAnnotations;

namespace Paynode.Client;

/// <summary>Asks for a price: exactly one of the two amounts is given.</summary>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Amount">What the payer locks, in the token, fee included: "100".</param>
/// <param name="PayoutAmount">What the recipient gets, in the fiat currency: "150000"; a multiple of what the rail can pay.</param>
/// <param name="Method">How the recipient will be paid, when that is known; left out, the payout is one that every method can pay.</param>
public sealed record QuoteRequest(
    string? Corridor, string? Amount = null, string? PayoutAmount = null,
    [property: AllowedValues(PayoutMethods.Bank, PayoutMethods.MobileMoney)] string? Method = null);

/// <summary>A binding price.</summary>
/// <param name="Id">Take it up with <c>POST /v1/orders</c>.</param>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Source">What the payer locks, fee included.</param>
/// <param name="Payout">What the recipient gets: an amount that the rail can pay.</param>
/// <param name="Rate">Fiat for one token, after the fee.</param>
/// <param name="Fee">Paynode's fee, part of the source.</param>
/// <param name="RoundedOff">
/// What the rate would give beyond the payout: less than the rail can pay, or than the token's smallest unit buys.
/// </param>
/// <param name="ExpiresAt">Until when it binds.</param>
public sealed record QuoteResponse(
    string Id, string Corridor, MoneyAmount Source, MoneyAmount Payout, string Rate, MoneyAmount Fee, MoneyAmount RoundedOff,
    DateTimeOffset ExpiresAt);
