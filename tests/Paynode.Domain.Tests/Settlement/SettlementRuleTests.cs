using FsCheck;
using FsCheck.Fluent;
using static Paynode.Domain.Tests.SomeOrder;

namespace Paynode.Domain.Tests;

public sealed class SettlementRuleTests
{
    private const string Receiver = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    private const string Other = "0x0000000000000000000000000000000000000009";
    private static readonly DecidedSettlement Release = new(ChainIntentKind.Release, Receiver, 5_000_000);
    private static readonly DecidedSettlement Refund = new(ChainIntentKind.Refund, null, 5_000_000);

    [Fact]
    public void IsReleaseAsDecided_AddressInAnyCase_IsTheSame()
    {
        Assert.True(SettlementRule.IsReleaseAsDecided(Release, Receiver, 5_000_000));
        Assert.True(SettlementRule.IsReleaseAsDecided(Release, Receiver.ToLowerInvariant(), 5_000_000));
    }

    [Fact]
    public void IsReleaseAsDecided_AnyReceiverAndAmount_NeedsBothAsDecided() => Prop.ForAll(
        Gen.Elements(Receiver, Other, null).ToArbitrary(), Gen.Elements(0, 4_999_999, 5_000_000, 5_000_001).ToArbitrary(), (receiver, amount) =>
            SettlementRule.IsReleaseAsDecided(Release, receiver, amount) == (receiver == Receiver && amount == 5_000_000)).QuickCheckThrowOnFailure();

    [Fact]
    public void IsReleaseAsDecided_NothingOrARefundDecided_IsFalse()
    {
        Assert.False(SettlementRule.IsReleaseAsDecided(null, Receiver, 5_000_000));
        Assert.False(SettlementRule.IsReleaseAsDecided(Refund, Receiver, 5_000_000));
        Assert.False(SettlementRule.IsReleaseAsDecided(Refund, null, 5_000_000));
        Assert.False(SettlementRule.IsReleaseAsDecided(Release with { Receiver = null }, null, 5_000_000));
    }

    [Fact]
    public void IsRefundAsDecided_ReleaseDecided_IsFalseInEveryState() => Assert.All(
        Enum.GetValues<OrderState>().Cast<OrderState?>().Append(null), state => Assert.False(SettlementRule.IsRefundAsDecided(Release, state)));

    [Fact]
    public void IsRefundAsDecided_NoOrder_IsTrue()
    {
        Assert.True(SettlementRule.IsRefundAsDecided(null, null));
        Assert.True(SettlementRule.IsRefundAsDecided(Refund, null));
    }

    [Theory]
    [InlineData(OrderState.Fulfilling, false, false)]
    [InlineData(OrderState.Fulfilled, false, false)]
    [InlineData(OrderState.Validated, false, false)]
    [InlineData(OrderState.Settling, false, true)]
    [InlineData(OrderState.Pending, true, true)]
    [InlineData(OrderState.Refunding, true, true)]
    [InlineData(OrderState.Cancelled, true, true)]
    public void IsRefundAsDecided_ByState_ProtectsAProviderThatPays(OrderState state, bool undecided, bool decided)
    {
        Assert.Equal(undecided, SettlementRule.IsRefundAsDecided(null, state));
        Assert.Equal(decided, SettlementRule.IsRefundAsDecided(Refund, state));
    }

    [Fact]
    public void StopsChain_Refund_OnlyBeforeTheDeadline() => Prop.ForAll(
        Gen.Choose(-10, 10).ToArbitrary(), seconds =>
            SettlementRule.StopsChain(isRelease: false, Now, Now.AddSeconds(seconds)) == (seconds < 0)).QuickCheckThrowOnFailure();

    [Fact]
    public void StopsChain_Release_AlwaysAndRefundOfNoOrder_Never()
    {
        Assert.True(SettlementRule.StopsChain(isRelease: true, null, Now));
        Assert.True(SettlementRule.StopsChain(isRelease: true, Now, Now));
        Assert.False(SettlementRule.StopsChain(isRelease: false, null, Now));
    }
}
