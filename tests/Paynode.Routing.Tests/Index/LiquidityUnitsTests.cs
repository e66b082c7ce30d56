using FsCheck;
using FsCheck.Fluent;
using Paynode.Payments;
using Paynode.Routing.Index;

namespace Paynode.Routing.Tests.Index;

public class LiquidityUnitsTests
{
    private static readonly Gen<Money> Amounts =
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from shift in Gen.Choose(0, 60)
        from exponent in Gen.Elements(0, 2, 3, 6, 8, 18)
        let minor = Int128.Min((((Int128)high << 31) | (Int128)low) << shift >> 30, Money.MaxMinor)
        select new Money(minor, new Currency("XXX", exponent));

    [Fact]
    public void What_fits_in_units_fits_in_money() =>
        Prop.ForAll(Amounts.ToArbitrary(), Amounts.ToArbitrary(), (balance, need) =>
        {
            need = new Money(need.Minor, balance.Currency);
            var units = LiquidityUnits.Ceiling(need);
            return units is null || LiquidityUnits.Floor(balance) < units || need <= balance;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Holding_piece_by_piece_never_holds_more_than_there_is() =>
        Prop.ForAll(Amounts.ToArbitrary(), Amounts.ListOf(20).ToArbitrary(), (balance, needs) =>
        {
            var free = LiquidityUnits.Floor(balance);
            Int128 held = 0;
            foreach (var need in needs.Select(n => new Money(n.Minor, balance.Currency)))
            {
                if (LiquidityUnits.Ceiling(need) is { } units && units <= free)
                {
                    free -= units;
                    held += need.Minor;
                }
            }

            return held <= balance.Minor;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Units_are_exact_as_doubles() =>
        Prop.ForAll(Amounts.ToArbitrary(), amount =>
        {
            var floor = LiquidityUnits.Floor(amount);
            return (long)(double)floor == floor && floor <= LiquidityUnits.Max
                && (LiquidityUnits.Ceiling(amount) is not { } ceiling || (long)(double)ceiling == ceiling);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fiat_is_counted_in_its_own_minor_units()
    {
        var naira = Money.Parse("150000.25", Currencies.Get("NGN")).Value!;

        Assert.Equal(15_000_025, LiquidityUnits.Floor(naira));
        Assert.Equal(15_000_025, LiquidityUnits.Ceiling(naira));
    }

    [Fact]
    public void More_than_can_be_counted_is_capped_as_a_balance_and_refused_as_a_need()
    {
        var huge = new Money(Money.MaxMinor, Currencies.Get("NGN"));

        Assert.Equal(LiquidityUnits.Max, LiquidityUnits.Floor(huge));
        Assert.Null(LiquidityUnits.Ceiling(huge));
    }
}
