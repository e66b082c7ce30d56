namespace Paynode.Functions;

/// <summary>Asks for a price: exactly one of the two amounts is given.</summary>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Amount">What the payer locks, in the token, fee included: "100".</param>
/// <param name="PayoutAmount">What the recipient gets, in the fiat currency: "150000"; a multiple of what the rail can pay.</param>
/// <param name="Method">How the recipient will be paid, when that is known; left out, the payout is one that every method can pay.</param>
public sealed record QuoteRequest(
    string? Corridor, string? Amount = null, string? PayoutAmount = null,
    [property: WireValues("bank", "mobile_money")] string? Method = null);
