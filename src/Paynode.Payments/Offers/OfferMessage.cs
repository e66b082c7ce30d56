namespace Paynode.Payments;

/// <summary>An offer as sent to a provider.</summary>
/// <param name="OfferId">Which offer; the same one may be delivered twice.</param>
/// <param name="OrderId">For which order.</param>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Source">What the escrow releases to the provider, its share after fees.</param>
/// <param name="Payout">What the recipient has to get.</param>
/// <param name="Recipient">Who has to get it.</param>
/// <param name="AcceptBy">Until when the provider may accept.</param>
/// <param name="PayBy">Until when the provider, having accepted, has to have paid and reported.</param>
public sealed record OfferMessage(
    string OfferId,
    string OrderId,
    string Corridor,
    AmountMessage Source,
    AmountMessage Payout,
    Recipient Recipient,
    DateTimeOffset AcceptBy,
    DateTimeOffset PayBy)
{
    /// <summary>The message for an offer.</summary>
    public static OfferMessage Of(Offer offer, Order order) => new(
        offer.Id.ToString(),
        order.Id.ToString(),
        order.Corridor.ToString(),
        AmountMessage.Of(order.Price.ProviderAmount),
        AmountMessage.Of(order.Price.Payout),
        order.Recipient,
        offer.AcceptBy,
        offer.PayBy);
}

/// <summary>An amount on the wire.</summary>
/// <param name="Amount">A decimal string with at most the currency's decimals: "1500.25".</param>
/// <param name="Currency">The currency's code.</param>
public sealed record AmountMessage(string Amount, string Currency)
{
    /// <summary>Writes an amount.</summary>
    public static AmountMessage Of(Money money) => new(money.ToDecimalString(), money.Currency.Code);

    /// <summary>Reads an amount.</summary>
    /// <returns>The amount, <c>currency_unknown</c>, or a problem of <see cref="Money.Parse"/>.</returns>
    public Result<Money> ToMoney(string field) => Currencies.Find(Currency) is { } currency
        ? Money.Parse(Amount, currency, $"{field}.amount")
        : new Problem("currency_unknown", "Paynode does not know this currency.", $"{field}.currency");
}
