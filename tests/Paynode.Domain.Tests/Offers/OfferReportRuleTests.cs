using FsCheck;
using FsCheck.Fluent;
using static Paynode.Domain.Tests.SomeOrder;

namespace Paynode.Domain.Tests;

public sealed class OfferReportRuleTests
{
    private static readonly OfferState[] All = Enum.GetValues<OfferState>();

    [Theory]
    [InlineData(OfferState.Accepted, OrderState.Fulfilling)]
    [InlineData(OfferState.Fulfilled, OrderState.Fulfilled)]
    [InlineData(OfferState.Failed, OrderState.Pending)]
    [InlineData(OfferState.Closed, OrderState.Pending)]
    [InlineData(OfferState.Declined, null)]
    [InlineData(OfferState.Lapsed, null)]
    public void Decide_OfferMoves_OrderFollows(OfferState reported, OrderState? order) => Assert.Equal(
        new OfferReportDecision.Counted(order, EndsCompanions: reported == OfferState.Accepted),
        OfferReportRule.Decide(MoveOutcome.Moved, Offer(1, reported), reported, new OfferChange(), OrderState.Pending, isProven: false));

    [Fact]
    public void Decide_OfferMoves_OrderTransitionIsAllowed() => Assert.All(
        from before in All
        from reported in All
        where OfferTransitions.Allows(before, reported)
        select (before, reported),
        it => Assert.True(
            OfferReportRule.OrderStateAfter(it.reported) is not { } state
            || OrderTransitions.Allows(it.before == OfferState.Offered ? OrderState.Pending : OrderState.Fulfilling, state)));

    [Fact]
    public void Decide_AfterTheOfferEnded_IsRefused() => Prop.ForAll(
        AnyOfferState.ToArbitrary(), AnyOfferState.ToArbitrary(), AnyState.ToArbitrary(), (stored, reported, order) =>
        {
            var decision = Report(Offer(1, stored), reported, new OfferChange(), order);
            return !stored.IsTerminal() || stored == reported || (decision is OfferReportDecision.Refused { Problem.Code: "offer_closed" });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decide_SameReportAgain_IsRepeatedAndChangesNothing() => Prop.ForAll(
        Gen.Elements(OfferState.Fulfilled, OfferState.Failed, OfferState.Declined, OfferState.Lapsed, OfferState.Closed).ToArbitrary(),
        Gen.Elements(RefusalCode.All.ToArray()).ToArbitrary(), AnyState.ToArbitrary(), (state, code, order) =>
        {
            var stored = Offer(1, state, code) with { Reference = "receipt-1" };
            var again = new OfferChange { Code = code, Reference = "receipt-1", Reason = "other words" };
            return Report(stored, state, again, order) is OfferReportDecision.Repeated;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("receipt-1", true)]
    [InlineData(" RECEIPT-1 ", true)]
    [InlineData("receipt-2", false)]
    [InlineData(null, false)]
    public void Decide_FulfilledAgain_IsRefusedWithAnotherReference(string? reference, bool repeats)
    {
        var decision = Report(
            Offer(1, OfferState.Fulfilled) with { Reference = "receipt-1" }, OfferState.Fulfilled, new OfferChange { Reference = reference }, OrderState.Fulfilled);

        Assert.Equal(repeats ? null : "offer_already_reported", (decision as OfferReportDecision.Refused)?.Problem.Code);
    }

    [Theory]
    [InlineData(OfferState.Declined, "offer_already_reported")]
    [InlineData(OfferState.Failed, "offer_already_reported")]
    [InlineData(OfferState.Lapsed, null)]
    [InlineData(OfferState.Closed, null)]
    public void Decide_AnotherCode_ContradictsAProvidersReportOnly(OfferState state, string? problem)
    {
        var decision = Report(Offer(1, state, "other"), state, new OfferChange { Code = "invalid_account" }, OrderState.Pending);

        Assert.Equal(problem, (decision as OfferReportDecision.Refused)?.Problem.Code);
    }

    [Fact]
    public void Decide_UnprovenPayoutReportedAgain_IsConfirmedAndAppliedIfTheOrderHasNotMoved() => Assert.All(
        Enum.GetValues<OrderState>(),
        order =>
        {
            var stored = Offer(1, OfferState.Fulfilled) with { Reference = "receipt-1" };
            var report = new OfferChange { Reference = "receipt-1" };

            Assert.Equal(new OfferReportDecision.Confirmed(order == OrderState.Fulfilling), Report(stored, OfferState.Fulfilled, report, order, isProven: false));
            Assert.Equal(new OfferReportDecision.Repeated(), Report(stored, OfferState.Fulfilled, report, order));
        });

    [Fact]
    public void CheckAcceptance_OnlyAPendingOrderWithItsFunds_MayBeAccepted() => Prop.ForAll(
        AnyState.ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), (state, withdrawn, enabled) =>
        {
            var order = Pending with { State = state, FundsWithdrawnAt = withdrawn ? Now : null };
            var problem = OfferReportRule.CheckAcceptance(order, enabled);
            return state == OrderState.Pending && !withdrawn && enabled ? problem is null : problem?.Code == "offer_closed";
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void CheckAcceptance_NoOrder_IsClosed() => Assert.Equal("offer_closed", OfferReportRule.CheckAcceptance(null, true)?.Code);

    [Fact]
    public void CheckPaid_AmountOtherThanThePayout_IsMismatch()
    {
        var payout = Pending.Price.Payout;

        Assert.Null(OfferReportRule.CheckPaid(Pending, null));
        Assert.Null(OfferReportRule.CheckPaid(Pending, payout));
        foreach (var other in new[] { new Money(payout.Minor - 1, payout.Currency), new Money(payout.Minor, Currencies.Get("KES")) })
        {
            var problem = OfferReportRule.CheckPaid(Pending, other);
            Assert.Equal(("paid_amount_mismatch", "paid"), (problem?.Code, problem?.Field));
        }
    }

    [Fact]
    public void IsNotedWhenRefused_ByState_IsAReportOfPayoutOnly() =>
        Assert.Equal([OfferState.Fulfilled, OfferState.Failed], All.Where(OfferReportRule.IsNotedWhenRefused));

    [Fact]
    public void IsUnpaid_PaidButOrderRefusesToMove_IsTrue() => Assert.Equal(
        [(OfferState.Fulfilled, MoveOutcome.Refused)],
        from state in All
        from outcome in Enum.GetValues<MoveOutcome>()
        where OfferReportRule.IsPaidWithoutRelease(state, outcome)
        select (state, outcome));

    /// <summary>The compare-and-set as PostgreSQL does it, of a report that comes in time.</summary>
    private static OfferReportDecision Report(Offer stored, OfferState reported, OfferChange report, OrderState order, bool isProven = true) =>
        OfferTransitions.Allows(stored.State, reported)
            ? OfferReportRule.Decide(MoveOutcome.Moved, stored with { State = reported }, reported, report, order, isProven)
            : OfferReportRule.Decide(
                stored.State == reported ? MoveOutcome.AlreadyThere : MoveOutcome.Refused, stored, reported, report, order, isProven);
}
