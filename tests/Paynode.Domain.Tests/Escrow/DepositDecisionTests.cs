using FsCheck;
using FsCheck.Fluent;
using static Paynode.Domain.Tests.SomeOrder;

namespace Paynode.Domain.Tests;

public sealed class DepositDecisionTests
{
    [Theory]
    [InlineData(OrderState.Initiated, DepositAction.Take)]
    [InlineData(OrderState.Cancelled, DepositAction.ReturnAsLate)]
    [InlineData(OrderState.Expired, DepositAction.ReturnAsLate)]
    [InlineData(OrderState.Deposited, DepositAction.Keep)]
    [InlineData(OrderState.Pending, DepositAction.Keep)]
    [InlineData(OrderState.Fulfilling, DepositAction.Keep)]
    [InlineData(OrderState.Fulfilled, DepositAction.Keep)]
    [InlineData(OrderState.Validated, DepositAction.Keep)]
    [InlineData(OrderState.Settling, DepositAction.Keep)]
    [InlineData(OrderState.Settled, DepositAction.Keep)]
    [InlineData(OrderState.Refunding, DepositAction.Keep)]
    [InlineData(OrderState.Refunded, DepositAction.Keep)]
    public void Decide_ByState_TakesKeepsOrReturns(OrderState state, DepositAction expected) =>
        Assert.Equal(expected, DepositDecision.Decide(state, areFundsWithdrawn: false).Action);

    [Fact]
    public void Decide_FundsWithdrawn_RestoresThemInAnyState() => Prop.ForAll(
        AnyState.ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), (state, withdrawn) =>
            DepositDecision.Decide(state, withdrawn) == DepositDecision.Decide(state, !withdrawn) with { RestoresFunds = withdrawn }).QuickCheckThrowOnFailure();

    [Fact]
    public void DecideUnmatched_NamesNoOrder_KeepsAnyAmount() => Prop.ForAll(
        Some.Positive(Some.Token, 30).ToArbitrary(), amount =>
            DepositDecision.DecideUnmatched(namesOrder: false, amount, Money.Zero(amount.Currency)) == UnmatchedDepositAction.Keep).QuickCheckThrowOnFailure();

    [Fact]
    public void DecideUnmatched_NamesAnOrder_ReturnsFromTheSmallestOrderOn() => Prop.ForAll(
        Some.Positive(Some.Token, 30).ToArbitrary(), Some.Positive(Some.Token, 30).ToArbitrary(), (amount, minAmount) =>
        {
            var isWorthIt = amount.Currency == minAmount.Currency && amount.Minor >= minAmount.Minor;
            return DepositDecision.DecideUnmatched(namesOrder: true, amount, minAmount)
                == (isWorthIt ? UnmatchedDepositAction.ReturnAsMismatched : UnmatchedDepositAction.KeepAsMismatched);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void DecideUnmatched_SmallestOrder_IsReturnedAndOneUnitLessIsKept()
    {
        var (minAmount, one) = (Nigeria.MinAmount, new Money(1, Nigeria.MinAmount.Currency));

        Assert.Equal(UnmatchedDepositAction.ReturnAsMismatched, DepositDecision.DecideUnmatched(true, minAmount, minAmount));
        Assert.Equal(UnmatchedDepositAction.KeepAsMismatched, DepositDecision.DecideUnmatched(true, minAmount - one, minAmount));
    }

    [Fact]
    public void DecideUnmatched_CorridorNotServed_KeepsAsMismatched() =>
        Assert.Equal(UnmatchedDepositAction.KeepAsMismatched, DepositDecision.DecideUnmatched(true, Nigeria.MaxAmount, null));
}
