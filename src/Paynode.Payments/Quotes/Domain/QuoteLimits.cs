namespace Paynode.Payments;

/// <summary>Which amounts a corridor quotes.</summary>
public static class QuoteLimits
{
    /// <summary>Whether an amount can be an order at all, before any provider or rate is looked up.</summary>
    /// <param name="corridor">The corridor.</param>
    /// <param name="asked">The amount asked for, in the corridor's token or its fiat.</param>
    /// <returns>Null, or <c>amount_out_of_range</c>.</returns>
    public static Problem? CheckAsked(Corridor corridor, Money asked) =>
        asked < MinRequestable(corridor, asked.Currency) || asked > MaxRequestable(corridor, asked.Currency)
            ? OutOfRange(corridor, asked)
            : null;

    /// <summary>Whether a price keeps to the corridor's limits and pays anything out.</summary>
    /// <param name="corridor">The corridor.</param>
    /// <param name="asked">The amount asked for: the problem names its field.</param>
    /// <param name="price">Its price.</param>
    /// <returns>The price, or <c>amount_out_of_range</c>.</returns>
    public static Result<Price> Check(Corridor corridor, Money asked, Price price) =>
        price.Source < corridor.MinAmount || price.Source > corridor.MaxAmount || !price.Payout.IsPositive
            ? OutOfRange(corridor, asked)
            : price;

    /// <summary>The smallest order; in fiat there is no bound until the rate is known.</summary>
    public static Money MinRequestable(Corridor corridor, Currency currency) =>
        currency.IsToken ? corridor.MinAmount : Money.Zero(currency);

    /// <summary>The largest order; in fiat, the corridor's maximum at the highest representable rate.</summary>
    public static Money MaxRequestable(Corridor corridor, Currency currency) => currency.IsToken
        ? corridor.MaxAmount
        : new ExchangeRate(ExchangeRate.MaxScaled).Convert(corridor.MaxAmount, currency, Rounding.Up);

    private static Problem OutOfRange(Corridor corridor, Money asked) => new(
        "amount_out_of_range",
        $"An order in {corridor.Id} must be between {corridor.MinAmount} and {corridor.MaxAmount}.",
        asked.Currency.IsToken ? "amount" : "payoutAmount");
}
