using FsCheck;
using FsCheck.Fluent;
using static Paynode.Domain.Tests.SomeOrder;

namespace Paynode.Domain.Tests;

public sealed class QuoteLimitsTests
{
    private static readonly ExchangeRate Rate = new(150_000_000_000);
    private static readonly Money One = new(1, Nigeria.Id.Token);

    [Fact]
    public void CheckAsked_Token_IsBetweenTheCorridorsLimits()
    {
        Assert.Null(QuoteLimits.CheckAsked(Nigeria, Nigeria.MinAmount));
        Assert.Null(QuoteLimits.CheckAsked(Nigeria, Nigeria.MaxAmount));
        foreach (var outside in new[] { Nigeria.MinAmount - One, Nigeria.MaxAmount + One })
        {
            var problem = QuoteLimits.CheckAsked(Nigeria, outside);
            Assert.Equal(("amount_out_of_range", "amount"), (problem?.Code, problem?.Field));
        }
    }

    [Fact]
    public void CheckAsked_FiatBeyondTheHighestRate_IsOutOfRange()
    {
        var most = QuoteLimits.MaxRequestable(Nigeria, Nigeria.Id.Fiat);
        var problem = QuoteLimits.CheckAsked(Nigeria, most + new Money(1, Nigeria.Id.Fiat));

        Assert.Null(QuoteLimits.CheckAsked(Nigeria, most));
        Assert.Equal(("amount_out_of_range", "payoutAmount"), (problem?.Code, problem?.Field));
    }

    [Fact]
    public void CheckAsked_AnyPriceWithinLimits_CanBeAskedForEitherWay() => Prop.ForAll(
        Gen.Choose(1_000_000, 2_000_000_000).ToArbitrary(), Some.Rate.ToArbitrary(), (minor, rate) =>
        {
            var price = Price.FromSource(new Money(minor, Nigeria.Id.Token), Nigeria.ProtocolFee, rate, Nigeria.Id.Fiat);
            return !QuoteLimits.Check(Nigeria, price.Source, price).Succeeded
                || (QuoteLimits.CheckAsked(Nigeria, price.Source) is null && QuoteLimits.CheckAsked(Nigeria, price.Payout) is null);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Check_AnySource_IsWithinTheCorridorsLimits() => Prop.ForAll(
        Some.Positive(Gen.Constant(Nigeria.Id.Token), 12).ToArbitrary(), source =>
            QuoteLimits.Check(Nigeria, source, PriceOf(source)).Succeeded
            == (source.Minor >= Nigeria.MinAmount.Minor && source.Minor <= Nigeria.MaxAmount.Minor)).QuickCheckThrowOnFailure();

    [Fact]
    public void Check_NothingToPayOut_IsOutOfRange()
    {
        var price = Price.FromSource(Nigeria.MinAmount, Nigeria.ProtocolFee, new ExchangeRate(1), Nigeria.Id.Fiat);

        Assert.Equal("amount_out_of_range", QuoteLimits.Check(Nigeria, Nigeria.MinAmount, price).Problem?.Code);
    }

    [Fact]
    public void IsExceededBy_FirstQuote_IsNeverTooMuch() => Prop.ForAll(
        Some.Positive(Gen.Constant(Nigeria.Id.Fiat), 30).ToArbitrary(), Gen.Choose(1, 100).ToArbitrary(), (further, percent) =>
            !new QuotedShare(Money.Zero(further.Currency), Money.Zero(further.Currency)).IsExceededBy(further, percent)).QuickCheckThrowOnFailure();

    [Fact]
    public void IsExceededBy_FurtherQuote_KeepsToItsPartOfTheLiquidity() => Prop.ForAll(
        Some.Positive(Gen.Constant(Nigeria.Id.Fiat), 12).Three().ToArbitrary(), Gen.Choose(1, 100).ToArbitrary(), (amounts, percent) =>
        {
            var (taken, further, liquidity) = amounts;
            return new QuotedShare(taken, liquidity).IsExceededBy(further, percent)
                == ((taken.Minor + further.Minor) * 100 > liquidity.Minor * percent);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void IsExceededBy_PendingQuotes_CountLikeStoredOnes() => Prop.ForAll(
        Some.Positive(Gen.Constant(Nigeria.Id.Fiat), 12).Three().ToArbitrary(), Gen.Choose(1, 100).ToArbitrary(), (amounts, percent) =>
        {
            var (taken, further, liquidity) = amounts;
            return new QuotedShare(Money.Zero(taken.Currency), liquidity).IsExceededBy(further, percent, pending: taken.Minor)
                == new QuotedShare(taken, liquidity).IsExceededBy(further, percent);
        }).QuickCheckThrowOnFailure();

    private static Price PriceOf(Money source) => Price.FromSource(source, Nigeria.ProtocolFee, Rate, Nigeria.Id.Fiat);
}
