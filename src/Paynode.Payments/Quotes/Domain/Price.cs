namespace Paynode.Payments;

/// <summary>What a payer locks, what the recipient receives, and the fee in between.</summary>
/// <param name="Source">Locked in the escrow, fee included.</param>
/// <param name="Fee">The protocol's fee, taken from the source at release.</param>
/// <param name="Rate">Fiat for one token, after the quote buffer; the payout is the source less the fee, at this rate.</param>
/// <param name="Payout">What the recipient receives.</param>
public sealed record Price(Money Source, Money Fee, ExchangeRate Rate, Money Payout)
{
    /// <summary>What the provider receives from the escrow: the source less the fee.</summary>
    public Money ProviderAmount => Source - Fee;

    /// <summary>The remainder that the rate would give beyond the payout: below the rail's step, or the token's smallest unit.</summary>
    public Money RoundedOff => Rate.Convert(ProviderAmount, Payout.Currency, Rounding.Down) - Payout;

    /// <summary>
    /// Prices a given source amount. The fee rounds down as in the escrow; the payout rounds down to what the rail can pay, in
    /// the provider's favour.
    /// </summary>
    public static Price FromSource(Money source, BasisPoints fee, ExchangeRate rate, PayoutStep step)
    {
        var feeAmount = fee.Of(source, Rounding.Down);
        return new Price(source, feeAmount, rate, step.Down(rate.Convert(source - feeAmount, step.Currency, Rounding.Down)));
    }

    /// <summary>Prices a given source amount for a rail that pays any amount.</summary>
    public static Price FromSource(Money source, BasisPoints fee, ExchangeRate rate, Currency fiat) =>
        FromSource(source, fee, rate, PayoutStep.Finest(fiat));

    /// <summary>Prices a given payout: the least source whose amount after the fee, at the rate, covers it.</summary>
    /// <param name="payout">Above zero.</param>
    /// <param name="fee">Below 100 %: otherwise nothing is left to pay out.</param>
    /// <param name="rate">Fiat for one token.</param>
    /// <param name="token">The locked token.</param>
    /// <exception cref="DivideByZeroException">The fee is 100 %.</exception>
    /// <exception cref="OverflowException">The source exceeds <see cref="Money.MaxMinor"/>.</exception>
    public static Price FromPayout(Money payout, BasisPoints fee, ExchangeRate rate, Currency token)
    {
        var net = rate.Invert(payout, token, Rounding.Up);
        var source = LeastSourceFor(net, fee);
        return new Price(source, fee.Of(source, Rounding.Down), rate, payout);
    }

    // The fee rounds down, so the provider gets ceil(source * keep / whole). That is net or more exactly when
    // source * keep > (net - 1) * whole.
    private static Money LeastSourceFor(Money net, BasisPoints fee)
    {
        var one = new Money(1, net.Currency);
        return (net - one).Scale(BasisPoints.Whole, BasisPoints.Whole - fee.Value, Rounding.Down) + one;
    }
}
