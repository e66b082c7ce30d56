using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Domain.Tests;

public sealed class PayoutStepTests
{
    private static readonly Currency Usdc = Currencies.Get("USDC");
    private static readonly Currency Tzs = Currencies.Get("TZS");

    private static readonly Gen<PayoutStep> Step =
        from currency in Some.Fiat
        from minor in Some.Minor(9)
        select new PayoutStep(Int128.Max(1, minor), currency);

    [Fact]
    public void Rounding_down_gives_the_largest_amount_on_the_step_that_is_not_more() => Prop.ForAll(
        (from step in Step from payout in Some.Minor(28) select (step, new Money(payout, step.Currency))).ToArbitrary(), it =>
        {
            var (step, payout) = it;
            var down = step.Down(payout);
            return step.Fits(down) && down <= payout && payout.Minor - down.Minor < step.Minor && step.Down(down) == down && step.Fits(payout) == (down == payout);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_fits_two_steps_fits_their_common_one_and_nothing_smaller_does() => Prop.ForAll(
        (from first in Step from minor in Some.Minor(9) select (first, new PayoutStep(Int128.Max(1, minor), first.Currency))).ToArbitrary(), it =>
        {
            var (first, second) = it;
            var both = first.And(second);
            var smallest = new Money(both.Minor, both.Currency);
            return first.Fits(smallest) && second.Fits(smallest) && both == second.And(first) && both.And(first) == both
                && both.Minor == first.Minor / Gcd(first.Minor, second.Minor) * second.Minor;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_step_is_read_as_it_is_written() => Prop.ForAll(Step.ToArbitrary(), step =>
        PayoutStep.Parse(step.ToString().Split(' ')[0], step.Currency).Value == step).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("TZS", "1", "1.00 TZS")]
    [InlineData("TZS", "0.05", "0.05 TZS")]
    [InlineData("UGX", "500", "500 UGX")]
    [InlineData("KWD", "0.005", "0.005 KWD")]
    public void A_step_has_its_currencys_decimals(string currency, string text, string step) =>
        Assert.Equal(step, PayoutStep.Parse(text, Currencies.Get(currency)).Value?.ToString());

    [Theory]
    [InlineData("TZS", "0")]
    [InlineData("TZS", "-1")]
    [InlineData("TZS", "0.001")]
    [InlineData("UGX", "0.5")]
    [InlineData("TZS", "10000000.01")]
    [InlineData("TZS", "whole")]
    [InlineData("TZS", null)]
    public void A_step_that_cannot_be_is_refused(string currency, string? text) =>
        Assert.Equal("payout_step_invalid", PayoutStep.Parse(text, Currencies.Get(currency)).Problem?.Code);

    [Fact]
    public void Ten_dollars_to_a_rail_of_whole_shillings()
    {
        // 26295.83 TZS by the rate, which no mobile-money rail there can pay.
        var rate = Some.Of(ExchangeRate.Parse("2650.75")).Less(new BasisPoints(50));
        var price = Price.FromSource(new Money(10_000_000, Usdc), new BasisPoints(30), rate, new PayoutStep(100, Tzs));

        Assert.Equal("26295.00 TZS", price.Payout.ToString());
        Assert.Equal("0.83 TZS", price.RoundedOff.ToString());
        Assert.Equal(
            "26295.83 TZS", Price.FromSource(new Money(10_000_000, Usdc), new BasisPoints(30), rate, Tzs).Payout.ToString());
    }

    [Fact]
    public void Payout_and_what_was_rounded_off_make_up_what_the_rate_gives_in_every_currency() => Prop.ForAll(
        Priced, it =>
        {
            var (step, price) = it;
            var exact = (System.Numerics.BigInteger)price.ProviderAmount.Minor * price.Rate.Scaled * System.Numerics.BigInteger.Pow(10, step.Currency.Exponent)
                / System.Numerics.BigInteger.Pow(10, ExchangeRate.Decimals + Usdc.Exponent);
            return step.Fits(price.Payout)
                && (System.Numerics.BigInteger)(price.Payout.Minor + price.RoundedOff.Minor) == exact
                && price.RoundedOff.Minor >= 0 && price.RoundedOff.Minor < step.Minor;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_a_step_nothing_is_rounded_off_in_any_currency_whatever_its_decimals() => Prop.ForAll(
        Priced, it => Price.FromSource(it.Price.Source, new BasisPoints(30), it.Price.Rate, it.Step.Currency).RoundedOff.Minor == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void A_payout_on_the_step_is_paid_exactly_and_names_less_than_one_smallest_unit_of_the_token() => Prop.ForAll(
        (from step in Step from times in Some.Minor(6) from scaled in Some.Minor(15)
         select (Payout: new Money(step.Minor * Int128.Max(1, times), step.Currency), Step: step, Rate: new ExchangeRate((long)Int128.Max(1_000, scaled)))).ToArbitrary(), it =>
        {
            var price = Price.FromPayout(it.Payout, new BasisPoints(30), it.Rate, Usdc);
            return price.Payout == it.Payout && price.RoundedOff.Minor >= 0
                && price.RoundedOff <= it.Rate.Convert(new Money(2, Usdc), it.Payout.Currency, Rounding.Up);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_corridor_without_a_method_pays_what_every_method_can()
    {
        var corridor = new Corridor
        {
            Id = Some.Of(CorridorId.Parse("USDC-TZS")), Chain = "base", MinAmount = new Money(1, Usdc), MaxAmount = new Money(1_000_000_000, Usdc),
            PayoutStep = new PayoutStep(40, Tzs),
            MethodSteps = new Dictionary<string, PayoutStep> { [Recipient.MobileMoney] = new(100, Tzs) },
        };

        Assert.Equal(new PayoutStep(40, Tzs), corridor.StepOf(Recipient.Bank));
        Assert.Equal(new PayoutStep(100, Tzs), corridor.StepOf(Recipient.MobileMoney));
        Assert.Equal(new PayoutStep(200, Tzs), corridor.StepOf(null));
        Assert.Equal(PayoutStep.Finest(Tzs), (corridor with { PayoutStep = null, MethodSteps = new Dictionary<string, PayoutStep>() }).StepOf(null));
    }

    private static Arbitrary<(PayoutStep Step, Price Price)> Priced => (
        from step in Step
        from source in Some.Positive(Gen.Constant(Usdc), 12)
        from scaled in Some.Minor(15)
        select (step, Price.FromSource(source, new BasisPoints(30), new ExchangeRate((long)Int128.Max(1, scaled)), step))).ToArbitrary();

    private static Int128 Gcd(Int128 a, Int128 b) => b == 0 ? a : Gcd(b, a % b);
}
