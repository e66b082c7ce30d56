using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Domain.Tests;

public sealed class PriceTests
{
    private static readonly Currency Usdc = Currencies.Get("USDC");
    private static readonly Currency Ngn = Currencies.Get("NGN");

    [Fact]
    public void Fee_and_the_providers_amount_make_up_the_source() => Prop.ForAll(
        FromSource,
        price => price.Fee + price.ProviderAmount == price.Source && price.Fee >= Money.Zero(price.Fee.Currency)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_payout_is_never_more_than_the_rate_gives_for_the_providers_amount() =>
        Prop.ForAll(Gen.OneOf(FromSource.Generator, FromPayout.Generator).ToArbitrary(), price =>
            price.Payout <= price.Rate.Convert(price.ProviderAmount, price.Payout.Currency, Rounding.Down)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_fee_is_what_the_escrow_will_take_by_integer_division() => Prop.ForAll(
        Some.Positive(Some.Token, 24).ToArbitrary(), Some.Fee.ToArbitrary(), (source, fee) =>
            Price.FromSource(source, fee, new ExchangeRate(1), Ngn).Fee.Minor == source.Minor * fee.Value / 10_000).QuickCheckThrowOnFailure();

    [Fact]
    public void A_priced_payout_is_paid_exactly() => Prop.ForAll(Asked, it =>
        Price.FromPayout(it.Payout, it.Fee, it.Rate, Usdc).Payout == it.Payout).QuickCheckThrowOnFailure();

    [Fact]
    public void A_priced_payout_asks_for_the_least_source_that_covers_it() => Prop.ForAll(Asked, it =>
    {
        var price = Price.FromPayout(it.Payout, it.Fee, it.Rate, Usdc);
        var oneLess = Price.FromSource(price.Source - new Money(1, Usdc), it.Fee, it.Rate, it.Payout.Currency);
        return Covers(Price.FromSource(price.Source, it.Fee, it.Rate, it.Payout.Currency)) && !Covers(oneLess);

        bool Covers(Price price) => price.Payout >= it.Payout;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Pricing_the_source_of_a_priced_payout_gives_the_same_fee() => Prop.ForAll(Asked, it =>
    {
        var price = Price.FromPayout(it.Payout, it.Fee, it.Rate, Usdc);
        return Price.FromSource(price.Source, it.Fee, it.Rate, it.Payout.Currency).Fee == price.Fee;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void More_locked_is_never_less_paid_out() => Prop.ForAll(
        FromSource, Some.Minor(12).ToArbitrary(), Some.Fee.ToArbitrary(), (price, more, fee) =>
        {
            var bigger = price.Source + new Money(more, Usdc);
            return PayoutOf(bigger) >= PayoutOf(price.Source);

            Money PayoutOf(Money source) => Price.FromSource(source, fee, price.Rate, price.Payout.Currency).Payout;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_hundred_dollars_at_twenty_basis_points()
    {
        var price = Price.FromSource(new Money(100_000_000, Usdc), new BasisPoints(20), Some.Of(ExchangeRate.Parse("1500.25")), Ngn);

        Assert.Equal("0.200000 USDC", price.Fee.ToString());
        Assert.Equal("99.800000 USDC", price.ProviderAmount.ToString());
        Assert.Equal("149724.95 NGN", price.Payout.ToString());
    }

    [Fact]
    public void The_smallest_amount_pays_no_fee() =>
        Assert.Equal(Money.Zero(Usdc), Price.FromSource(new Money(1, Usdc), new BasisPoints(20), new ExchangeRate(150_000_000_000), Ngn).Fee);

    private static Arbitrary<Price> FromSource => (
        from source in Some.Positive(Gen.Constant(Usdc), 15)
        from fee in Some.Fee
        from scaled in Some.Minor(15)
        from fiat in Some.Fiat
        select Price.FromSource(source, fee, new ExchangeRate((long)Int128.Max(1, scaled)), fiat)).ToArbitrary();

    private static Arbitrary<Price> FromPayout => Asked.Generator.Select(it => Price.FromPayout(it.Payout, it.Fee, it.Rate, Usdc)).ToArbitrary();

    private static Arbitrary<(Money Payout, BasisPoints Fee, ExchangeRate Rate)> Asked => (
        from payout in Some.Positive(Some.Fiat, 14)
        from fee in Some.Fee
        from scaled in Some.Minor(15)
        select (payout, fee, new ExchangeRate((long)Int128.Max(1_000, scaled)))).ToArbitrary();
}
