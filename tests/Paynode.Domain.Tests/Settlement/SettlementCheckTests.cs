using FsCheck;
using FsCheck.Fluent;
using static Paynode.Domain.Tests.SomeOrder;

namespace Paynode.Domain.Tests;

public sealed class SettlementCheckTests
{
    private const string Receiver = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    private const string Other = "0x0000000000000000000000000000000000000009";
    private static readonly DecidedSettlement Release = new(ChainIntentKind.Release, Receiver, 5_000_000);
    private static readonly DecidedSettlement Refund = new(ChainIntentKind.Refund, null, 5_000_000);

    [Fact]
    public void IsReleaseAsDecided_AddressInAnyCase_IsTheSame()
    {
        Assert.True(SettlementCheck.IsReleaseAsDecided(Release, Receiver, 5_000_000));
        Assert.True(SettlementCheck.IsReleaseAsDecided(Release, Receiver.ToLowerInvariant(), 5_000_000));
    }

    [Fact]
    public void IsReleaseAsDecided_AnyReceiverAndAmount_NeedsBothAsDecided() => Prop.ForAll(
        Gen.Elements(Receiver, Other, null).ToArbitrary(), Gen.Elements(0, 4_999_999, 5_000_000, 5_000_001).ToArbitrary(), (receiver, amount) =>
            SettlementCheck.IsReleaseAsDecided(Release, receiver, amount) == (receiver == Receiver && amount == 5_000_000)).QuickCheckThrowOnFailure();

    [Fact]
    public void IsReleaseAsDecided_NothingOrARefundDecided_IsFalse()
    {
        Assert.False(SettlementCheck.IsReleaseAsDecided(null, Receiver, 5_000_000));
        Assert.False(SettlementCheck.IsReleaseAsDecided(Refund, Receiver, 5_000_000));
        Assert.False(SettlementCheck.IsReleaseAsDecided(Refund, null, 5_000_000));
        Assert.False(SettlementCheck.IsReleaseAsDecided(Release with { Receiver = null }, null, 5_000_000));
    }

    [Fact]
    public void IsRefundAsDecided_ReleaseDecided_IsFalseInEveryState() => Assert.All(
        Enum.GetValues<OrderState>().Cast<OrderState?>().Append(null), state => Assert.False(SettlementCheck.IsRefundAsDecided(Release, state)));

    [Fact]
    public void IsRefundAsDecided_NoOrder_IsTrue()
    {
        Assert.True(SettlementCheck.IsRefundAsDecided(null, null));
        Assert.True(SettlementCheck.IsRefundAsDecided(Refund, null));
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
        Assert.Equal(undecided, SettlementCheck.IsRefundAsDecided(null, state));
        Assert.Equal(decided, SettlementCheck.IsRefundAsDecided(Refund, state));
    }

    [Fact]
    public void StopsChain_Refund_OnlyBeforeTheDeadline() => Prop.ForAll(
        Gen.Choose(-10, 10).ToArbitrary(), seconds =>
            SettlementCheck.StopsChain(isRelease: false, Now, Now.AddSeconds(seconds)) == (seconds < 0)).QuickCheckThrowOnFailure();

    [Fact]
    public void StopsChain_Release_AlwaysAndRefundOfNoOrder_Never()
    {
        Assert.True(SettlementCheck.StopsChain(isRelease: true, null, Now));
        Assert.True(SettlementCheck.StopsChain(isRelease: true, Now, Now));
        Assert.False(SettlementCheck.StopsChain(isRelease: false, null, Now));
    }
}
