namespace Paynode.Payments;

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
