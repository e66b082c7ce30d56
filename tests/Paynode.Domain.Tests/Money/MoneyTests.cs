using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Domain.Tests;

public sealed class MoneyTests
{
    private static readonly Currency Ngn = Currencies.Get("NGN");
    private static readonly Currency Usdc = Currencies.Get("USDC");
    private static readonly Currency Ugx = Currencies.Get("UGX");

    [Fact]
    public void What_is_printed_reads_back_as_the_same_amount() => Prop.ForAll(Some.AnyMoney, money =>
    {
        var amount = money.Minor < 0 ? -money : money;
        return Some.Of(Money.Parse(amount.ToDecimalString(), amount.Currency)) == amount;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_print_has_all_of_the_currencys_decimals() => Prop.ForAll(Some.AnyMoney, money =>
    {
        var decimals = money.ToDecimalString().Split('.') is [_, var fraction] ? fraction.Length : 0;
        return decimals == money.Currency.Exponent;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.00", 0)]
    [InlineData("000.10", 10)]
    [InlineData("1500.25", 150025)]
    [InlineData("1500.2", 150020)]
    [InlineData("1500", 150000)]
    public void A_decimal_string_is_read_exactly(string text, long minor) =>
        Assert.Equal(new Money(minor, Ngn), Some.Of(Money.Parse(text, Ngn)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("1 000")]
    [InlineData("1.2.3")]
    [InlineData(" 1")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("١٢")]
    [InlineData("１")]
    [InlineData("1\0")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000001")]
    public void Anything_but_plain_digits_is_malformed(string? text) =>
        Assert.Equal("amount_malformed", Money.Parse(text, Ngn).Problem?.Code);

    [Fact]
    public void Any_text_at_all_gives_an_amount_or_a_problem() => Prop.ForAll<string>(ArbMap.Default.ArbFor<string>(), text =>
    {
        var parsed = Money.ParsePositive(text, Usdc, "amount");
        return parsed.Succeeded ? parsed.Value.IsPositive : parsed.Problem.Field == "amount";
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1.001", "NGN")]
    [InlineData("1.000", "NGN")]
    [InlineData("1.0", "UGX")]
    [InlineData("1.0000001", "USDC")]
    public void More_decimals_than_the_currency_has_are_refused_even_zeros(string text, string currency) =>
        Assert.Equal("amount_over_precise", Money.Parse(text, Currencies.Get(currency)).Problem?.Code);

    [Fact]
    public void The_largest_amount_that_is_read_has_30_digits_of_minor_units()
    {
        Assert.True(Money.Parse(new string('9', 24), Usdc).Succeeded);
        Assert.True(Money.Parse(new string('9', 30), Ugx).Succeeded);
        Assert.Equal("amount_too_large", Money.Parse("1" + new string('0', 24), Usdc).Problem?.Code);
        Assert.Equal("amount_too_large", Money.Parse("1" + new string('0', 30), Ugx).Problem?.Code);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.00")]
    public void Zero_is_an_amount_but_not_a_positive_one(string text)
    {
        Assert.True(Money.Parse(text, Ngn).Succeeded);
        Assert.Equal(new Problem("amount_not_positive", "The amount must be above zero.", "f"), Money.ParsePositive(text, Ngn, "f").Problem);
    }

    [Fact]
    public void Adding_and_subtracting_undo_each_other() => Prop.ForAll(Some.AnyMoney, Some.Minor(29).ToArbitrary(), (money, minor) =>
    {
        var small = new Money(money.Minor / 10, money.Currency);
        var other = new Money(minor, money.Currency);
        return small + other - other == small && small - small == Money.Zero(money.Currency) && -(-small) == small;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Comparing_agrees_with_subtracting() => Prop.ForAll(Some.AnyMoney, Some.Minor(29).ToArbitrary(), (money, minor) =>
    {
        var (left, right) = (new Money(money.Minor / 10, money.Currency), new Money(minor, money.Currency));
        return left < right == (right - left).IsPositive
            && left > right == (left - right).IsPositive
            && left <= right != left > right
            && Math.Sign(left.CompareTo(right)) == Int128.Sign(left.Minor - right.Minor);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_currencies_do_not_mix()
    {
        Assert.Throws<InvalidOperationException>(() => new Money(1, Ngn) + new Money(1, Usdc));
        Assert.Throws<InvalidOperationException>(() => new Money(1, Ngn) - new Money(1, Usdc));
        Assert.Throws<InvalidOperationException>(() => new Money(1, Ngn) < new Money(1, Usdc));
        Assert.NotEqual(new Money(1, Ngn), new Money(1, Usdc));
    }

    [Fact]
    public void Past_its_bound_an_amount_cannot_be_written_down()
    {
        Assert.Throws<OverflowException>(() => new Money(Money.MaxMinor + 1, Ngn));
        Assert.Throws<OverflowException>(() => new Money(-Money.MaxMinor - 1, Ngn));
        Assert.Throws<OverflowException>(() => new Money(Money.MaxMinor, Ngn) + new Money(1, Ngn));
        Assert.Throws<OverflowException>(() => new Money(Money.MaxMinor, Ngn).Scale(2, 1, Rounding.Down));
    }

    [Fact]
    public void Scaling_leaves_less_than_one_unit_to_the_side_that_its_rounding_names() => Prop.ForAll(
        Some.Positive(Some.Fiat, 20).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), Gen.Choose(1, 10_000).ToArbitrary(),
        (money, numerator, denominator) =>
        {
            var (down, up) = (money.Scale(numerator, denominator, Rounding.Down), money.Scale(numerator, denominator, Rounding.Up));
            var exact = money.Minor * numerator;
            return down.Minor * denominator <= exact && exact <= up.Minor * denominator && up.Minor - down.Minor <= 1;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-1, "-0.01")]
    [InlineData(-150025, "-1500.25")]
    [InlineData(5, "0.05")]
    public void A_print_keeps_sign_and_leading_zeros(long minor, string text) =>
        Assert.Equal($"{text} NGN", new Money(minor, Ngn).ToString());
}
