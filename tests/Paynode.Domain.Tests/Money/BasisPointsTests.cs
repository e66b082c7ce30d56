using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Domain.Tests;

public sealed class BasisPointsTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void A_share_below_nothing_or_above_the_whole_cannot_be_written_down(int value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BasisPoints(value));

    [Fact]
    public void A_share_and_its_rest_make_up_the_amount() => Prop.ForAll(
        Some.Positive(Some.Token, 30).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (amount, bps) =>
            new BasisPoints(bps).Of(amount, Rounding.Down) + new BasisPoints(10_000 - bps).Of(amount, Rounding.Up) == amount)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void The_whole_is_everything_and_nothing_is_nothing() => Prop.ForAll(Some.AnyMoney, amount =>
        new BasisPoints(BasisPoints.Whole).Of(amount, Rounding.Down) == amount
        && new BasisPoints(0).Of(amount, Rounding.Up) == Money.Zero(amount.Currency)).QuickCheckThrowOnFailure();
}
