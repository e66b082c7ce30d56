using FsCheck;
using FsCheck.Fluent;
using static Paynode.Domain.Tests.SomeOrder;

namespace Paynode.Domain.Tests;

public sealed class RefundRuleTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly DateTimeOffset LastOffer = Nigeria.LastOfferAt(Pending.EscrowDeadline);

    private static readonly Gen<Offer[]> EndedOffers =
        from states in Gen.Elements(OfferState.Failed, OfferState.Declined, OfferState.Lapsed, OfferState.Closed).ListOf()
        from codes in Gen.Elements([null, LapseCode.AnotherAccepted, LapseCode.FundsWithdrawn, .. RefusalCode.All]).ListOf(states.Count)
        select states.Zip(codes, (state, code) => (state, code)).Select((it, index) => Offer(index + 1, it.state, it.code)).ToArray();

    private static readonly Gen<DateTimeOffset> AnyTime = Gen.Choose(-600, 9_000).Select(seconds => Now.AddSeconds(seconds));

    [Theory]
    [InlineData(OrderState.Pending, true)]
    [InlineData(OrderState.Fulfilling, true)]
    [InlineData(OrderState.Initiated, false)]
    [InlineData(OrderState.Deposited, false)]
    [InlineData(OrderState.Fulfilled, false)]
    [InlineData(OrderState.Refunding, false)]
    [InlineData(OrderState.Refunded, false)]
    public void IsSearching_ByState_IsPendingOrFulfilling(OrderState state, bool expected) =>
        Assert.Equal(expected, RefundRule.IsSearching(state));

    [Fact]
    public void Decide_NoOffersAndTime_Searches() => Assert.Equal(new SearchDecision.Search(), Decide(Pending, [], Now));

    [Fact]
    public void Decide_AtLastOfferTime_Searches() => Assert.Equal(new SearchDecision.Search(), Decide(Pending, [], LastOffer));

    [Fact]
    public void Decide_AfterLastOfferTime_RefundsOutOfTime() =>
        Assert.Equal(new SearchDecision.Refund("out_of_time"), Decide(Pending, [], LastOffer + Tick));

    [Fact]
    public void Decide_TwoProvidersRefuseTheRecipient_Refunds() => Assert.Equal(
        new SearchDecision.Refund("recipient_refused"),
        Decide(Pending, [Offer(1, OfferState.Declined, "invalid_account"), Offer(2, OfferState.Failed, "name_mismatch")], Now));

    [Fact]
    public void Decide_OneProviderRefusesTheRecipientTwice_Searches()
    {
        var refused = Offer(1, OfferState.Declined, "invalid_account");

        Assert.Equal(
            new SearchDecision.Search(),
            Decide(Pending, [refused, Offer(2, OfferState.Failed, "invalid_account") with { Provider = refused.Provider }], Now));
    }

    [Fact]
    public void Decide_MaxOffersMade_Refunds()
    {
        Offer[] offers = [.. Enumerable.Range(1, Nigeria.MaxOffers).Select(attempt => Offer(attempt, OfferState.Lapsed, "no_answer"))];

        Assert.Equal(new SearchDecision.Search(), Decide(Pending, offers[1..], Now));
        Assert.Equal(new SearchDecision.Refund("too_many_offers"), Decide(Pending, offers, Now));
    }

    [Fact]
    public void Decide_FundsWithdrawn_WaitsUntilNoOfferCouldBeMade()
    {
        var order = Pending with { FundsWithdrawnAt = Now };

        Assert.Equal(new SearchDecision.WaitForFunds(LastOffer), Decide(order, [], LastOffer - Tick));
        Assert.Equal(new SearchDecision.Refund("funds_withdrawn"), Decide(order, [], LastOffer));
    }

    [Fact]
    public void Decide_AnyOffersAndTime_SearchesOnlyWithFundsTimeAndOffersLeft() => Prop.ForAll(
        EndedOffers.ToArbitrary(), AnyTime.ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), (offers, now, withdrawn) =>
        {
            var searches = Decide(Pending with { FundsWithdrawnAt = withdrawn ? Now : null }, offers, now) is SearchDecision.Search;
            var refusals = offers.Where(offer => RefusalCode.IsBusiness(offer.Code)).Select(offer => offer.Provider).Distinct().Count();
            return searches == (!withdrawn && now <= LastOffer && refusals < 2 && RefundRule.OffersLeft(offers, Nigeria) > 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decide_RefundedOnce_IsRefundedEverAfter() => Prop.ForAll(
        EndedOffers.ToArbitrary(), AnyTime.ToArbitrary(), Gen.Choose(0, 9_000).ToArbitrary(), (offers, now, seconds) =>
            Decide(Pending, offers, now) is not SearchDecision.Refund
            || Decide(Pending, offers, now.AddSeconds(seconds)) is SearchDecision.Refund).QuickCheckThrowOnFailure();

    [Fact]
    public void Decide_OffersThatEndedWithoutTheProvidersDoing_DoNotCount() => Prop.ForAll(
        EndedOffers.ToArbitrary(), AnyTime.ToArbitrary(), (offers, now) =>
            Decide(Pending, offers, now).Equals(Decide(Pending, [.. offers.Where(RefundRule.IsTried)], now))).QuickCheckThrowOnFailure();

    [Fact]
    public void WhenNobodyIsEligible_WithinRoutingTimeout_SearchesAgain()
    {
        var interval = TimeSpan.FromSeconds(2);
        var lastRetry = Now + Nigeria.RoutingTimeout - interval;

        Assert.Equal(new SearchDecision.SearchAt(lastRetry - Tick + interval), Nobody(lastRetry - Tick, heldUntil: default));
        Assert.Equal(new SearchDecision.Refund("no_provider"), Nobody(lastRetry, heldUntil: default));
    }

    [Fact]
    public void WhenNobodyIsEligible_ReleasesWereHeld_TimeoutBeginsAfterTheHold()
    {
        var heldUntil = Now.AddHours(1);

        Assert.IsType<SearchDecision.SearchAt>(Nobody(heldUntil, heldUntil));
        Assert.Equal(new SearchDecision.Refund("no_provider"), Nobody(heldUntil + Nigeria.RoutingTimeout, heldUntil));
    }

    [Fact]
    public void OffersAgainst_AnyOffers_AreThoseOpenOrPaid() => Prop.ForAll(
        AnyOfferState.ListOf().ToArbitrary(), AnyState.ToArbitrary(), (states, order) =>
        {
            Offer[] offers = [.. states.Select((state, index) => Offer(index + 1, state))];
            var against = RefundRule.OffersBlockingRefund(order, offers);
            return order is OrderState.Refunding or OrderState.Refunded
                ? against.Count == 0
                : against.SequenceEqual(offers.Where(offer => offer.State is OfferState.Offered or OfferState.Accepted or OfferState.Fulfilled));
        }).QuickCheckThrowOnFailure();

    private static SearchDecision Decide(Order order, IReadOnlyList<Offer> offers, DateTimeOffset now) =>
        RefundRule.Decide(order, offers, Nigeria, now);

    private static SearchDecision Nobody(DateTimeOffset now, DateTimeOffset heldUntil) =>
        RefundRule.WhenNobodyIsEligible(Pending, Nigeria, heldUntil, now, TimeSpan.FromSeconds(2));
}
