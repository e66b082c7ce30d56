using Paynode.Chain.Escrow;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Escrow;

public sealed class DepositRuleTests
{
    private static readonly EscrowTerms Order = TestOrders.Terms(1, amount: 1000);

    [Theory]
    [InlineData(0, EscrowOrderStatus.Unknown, -1, DepositStep.Wait)]
    [InlineData(1, EscrowOrderStatus.Unknown, -1, DepositStep.Wait)]
    [InlineData(999, EscrowOrderStatus.Unknown, -1, DepositStep.Wait)]
    [InlineData(1000, EscrowOrderStatus.Unknown, -1, DepositStep.Collect)]
    [InlineData(1001, EscrowOrderStatus.Unknown, -1, DepositStep.Collect)]
    [InlineData(1, EscrowOrderStatus.Unknown, 0, DepositStep.Collect)]
    [InlineData(1, EscrowOrderStatus.Locked, -1, DepositStep.Collect)]
    [InlineData(1, EscrowOrderStatus.Finished, -1, DepositStep.Collect)]
    public void The_orders_own_token_waits_only_while_the_rest_may_come(int balance, EscrowOrderStatus status, int fromDeadline, DepositStep step) =>
        Assert.Equal(step, DepositRule.Decide(Order, Order.Token, balance, status, Order.DeadlineSeconds + fromDeadline));

    [Fact]
    public void Another_token_goes_back() => Assert.Equal(
        DepositStep.Recover, DepositRule.Decide(Order, TestOrders.OtherToken, 1000, EscrowOrderStatus.Unknown, Order.DeadlineSeconds - 1));
}
