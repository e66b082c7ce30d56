using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Domain.Tests;

public sealed class ExchangeRateTests
{
    [Fact]
    public void What_is_printed_reads_back_as_the_same_rate() => Prop.ForAll(
        Some.Rate.ToArbitrary(), rate => Some.Of(ExchangeRate.Parse(rate.ToString())) == rate).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1500.25", 150_025_000_000)]
    [InlineData("0.00000001", 1)]
    [InlineData("1000000000", ExchangeRate.MaxScaled)]
    [InlineData("1000000000.00000000", ExchangeRate.MaxScaled)]
    public void A_rate_is_read_exactly(string text, long scaled) => Assert.Equal(new ExchangeRate(scaled), Some.Of(ExchangeRate.Parse(text)));

    [Theory]
    [InlineData(null, "rate_malformed")]
    [InlineData("", "rate_malformed")]
    [InlineData("-1", "rate_malformed")]
    [InlineData("1e3", "rate_malformed")]
    [InlineData("1.123456789", "rate_malformed")]
    [InlineData("0", "rate_out_of_range")]
    [InlineData("0.00000000", "rate_out_of_range")]
    [InlineData("1000000000.00000001", "rate_out_of_range")]
    [InlineData("99999999999999999999999999999999999999999999999999", "rate_out_of_range")]
    public void A_rate_that_is_none_has_a_code(string? text, string code) => Assert.Equal(code, ExchangeRate.Parse(text).Problem?.Code);

    [Fact]
    public void Converting_rounds_by_less_than_one_unit_either_way() => Prop.ForAll(Cases, it =>
    {
        var (amount, rate, fiat) = it;
        var (down, up) = (rate.Convert(amount, fiat, Rounding.Down), rate.Convert(amount, fiat, Rounding.Up));
        return down <= up && up.Minor - down.Minor <= 1;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_inverting_up_asks_for_converts_to_at_least_the_target() => Prop.ForAll(Cases, it =>
    {
        var (amount, rate, fiat) = it;
        var target = new Money(Int128.Max(1, rate.Convert(amount, fiat, Rounding.Down).Minor), fiat);
        var source = rate.Invert(target, amount.Currency, Rounding.Up);
        return rate.Convert(source, fiat, Rounding.Down) >= target;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_unit_less_than_inverting_up_asks_for_falls_short_of_the_target() => Prop.ForAll(Cases, it =>
    {
        var (amount, rate, fiat) = it;
        var target = new Money(Int128.Max(1, rate.Convert(amount, fiat, Rounding.Down).Minor), fiat);
        var source = rate.Invert(target, amount.Currency, Rounding.Up);
        return rate.Convert(source - new Money(1, source.Currency), fiat, Rounding.Down) < target;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Converting_there_and_back_never_gains() => Prop.ForAll(Cases, it =>
    {
        var (amount, rate, fiat) = it;
        return rate.Invert(rate.Convert(amount, fiat, Rounding.Down), amount.Currency, Rounding.Down) <= amount;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Less_a_share_is_no_more_and_never_nothing() => Prop.ForAll(
        Some.Rate.ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (rate, bps) =>
        {
            var less = rate.Less(new BasisPoints(bps));
            return less <= rate && less.Scaled >= 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decimals_of_both_currencies_are_taken_into_account()
    {
        var rate = Some.Of(ExchangeRate.Parse("3700.5"));
        var (usdc, ugx, ngn) = (Currencies.Get("USDC"), Currencies.Get("UGX"), Currencies.Get("NGN"));

        Assert.Equal("370050 UGX", rate.Convert(new Money(100_000_000, usdc), ugx, Rounding.Down).ToString());
        Assert.Equal("370050.00 NGN", rate.Convert(new Money(100_000_000, usdc), ngn, Rounding.Down).ToString());
        Assert.Equal("100.000000 USDC", rate.Invert(new Money(370_050, ugx), usdc, Rounding.Up).ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ExchangeRate.MaxScaled + 1)]
    public void A_rate_out_of_bounds_cannot_be_written_down(long scaled) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExchangeRate(scaled));

    [Fact]
    public void Rates_compare_by_size() => Prop.ForAll(Some.Rate.ToArbitrary(), Some.Rate.ToArbitrary(), (a, b) =>
        a < b == a.Scaled < b.Scaled && a > b == b < a && a <= b == !(a > b) && a >= b == !(a < b)
        && a.CompareTo(b) == a.Scaled.CompareTo(b.Scaled)).QuickCheckThrowOnFailure();

    // Amounts and rates whose product stays within the bound of money.
    private static Arbitrary<(Money Amount, ExchangeRate Rate, Currency Fiat)> Cases => (
        from token in Gen.Elements(Currencies.Get("USDC"), Currencies.Get("PYUSD"))
        from fiat in Some.Fiat
        from amount in Some.Positive(Gen.Constant(token), 15)
        from scaled in Some.Minor(15)
        select (amount, new ExchangeRate((long)Int128.Max(1, scaled)), fiat)).ToArbitrary();
}
