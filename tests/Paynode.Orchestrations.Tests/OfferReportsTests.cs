using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class OfferReportsTests(OrderStage stage) : IClassFixture<OrderStage>
{
    [Fact]
    public async Task An_acceptance_that_overlaps_its_repetition_is_answered_twice_the_same()
    {
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order);
        await using var busy = await stage.Database.OpenConnectionAsync();
        await using var transaction = await busy.BeginTransactionAsync();
        await stage.Orders.LockAsync(busy, order.Id);

        var both = new[] { AcceptAsync(offer), AcceptAsync(offer) };
        await stage.WaitersAsync(both.Length);
        await transaction.RollbackAsync();

        Assert.All(await Task.WhenAll(both), answer => Assert.Equal(OfferState.Accepted, answer.Value!.State));
        Assert.Single(await stage.HistoryAsync(order), type => type == "offer.accepted");
    }

    [Fact]
    public async Task A_provider_that_paid_an_order_whose_funds_went_back_wakes_a_person()
    {
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order, OfferState.Accepted);
        await stage.EscrowHandler.ApplyAsync(stage.Outcome(order, EscrowEventMessage.Refunded), default);

        var answer = await FulfilAsync(offer, "receipt-7");

        Assert.Equal(OfferState.Fulfilled, answer.Value!.State);
        var noted = Assert.Single(await stage.Orders.EventsAsync(order.Id), it => it.Type == "offer.fulfilled.unpaid");
        Assert.Equal(("receipt-7", "refunded"), (noted.Data["reference"], noted.Data["orderState"]));
        Assert.Contains(stage.Alerts.Alerts, alert => alert.Contains("receipt-7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_report_that_comes_too_late_is_in_the_orders_history_once()
    {
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order, OfferState.Closed);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("offer_closed", (await FulfilAsync(offer, "receipt-8")).Problem!.Code);
        }

        var late = Assert.Single(await stage.Orders.EventsAsync(order.Id), it => it.Type == "offer.fulfilled.refused");
        Assert.Equal(("receipt-8", "closed"), (late.Data["reference"], late.Data["offerState"]));
    }

    [Theory]
    [InlineData("QGH7X2K1AB", "QGH7X2K1AB")]
    [InlineData("QGH7X2K1AC", " qgh7x2k1ac ")]
    public async Task One_receipt_pays_one_order(string reference, string again)
    {
        var (paid, unpaid) = ((await stage.FundedAsync()).Order, (await stage.FundedAsync()).Order);
        var (first, second) = (await stage.OfferAsync(paid, OfferState.Accepted), await stage.OfferAsync(unpaid, OfferState.Accepted));

        Assert.True((await FulfilAsync(first, reference)).Succeeded);
        Assert.Equal("reference_used", (await FulfilAsync(second, again)).Problem!.Code);
        Assert.Equal("reference_used", (await FulfilAsync(second, again)).Problem!.Code);

        Assert.True((await FulfilAsync(first, again)).Succeeded);
        Assert.Equal(OfferState.Accepted, (await stage.Offers.FindAsync(second.Id))!.State);
        Assert.Equal(OrderState.Fulfilling, (await stage.OrderService.OrderAsync(unpaid.Id, default)).State);
        var refused = Assert.Single(await stage.Orders.EventsAsync(unpaid.Id), it => it.Type == "offer.fulfilled.refused");
        Assert.Equal((again, "reference_used"), (refused.Data["reference"], refused.Data["problem"]));
        Assert.True((await FulfilAsync(second, reference + "-2")).Succeeded);
    }

    [Fact]
    public async Task Of_two_orders_that_one_receipt_is_to_pay_at_once_one_is_paid()
    {
        var offers = new List<Offer>();
        for (var i = 0; i < 8; i++)
        {
            offers.Add(await stage.OfferAsync((await stage.FundedAsync()).Order, OfferState.Accepted));
        }

        var answers = await Task.WhenAll(offers.Select(offer => Task.Run(() => FulfilAsync(offer, "receipt-for-many"))));

        Assert.Single(answers, answer => answer.Succeeded);
        Assert.All(answers.Where(answer => !answer.Succeeded), answer => Assert.Equal("reference_used", answer.Problem!.Code));
    }

    [Theory]
    [InlineData("late-1", "late-1")]
    [InlineData("late-2", " LATE-2 ")]
    public async Task Fulfil_WithTheReferenceOfALateReport_IsRefused(string reference, string again)
    {
        var (closed, open) = ((await stage.FundedAsync()).Order, (await stage.FundedAsync()).Order);
        var (late, offer) = (await stage.OfferAsync(closed, OfferState.Closed), await stage.OfferAsync(open, OfferState.Accepted));
        Assert.Equal("offer_closed", (await FulfilAsync(late, reference)).Problem!.Code);
        Assert.Equal("offer_closed", (await FulfilAsync(late, reference + "-corrected")).Problem!.Code);

        Assert.Equal("reference_used", (await FulfilAsync(offer, again)).Problem!.Code);
        Assert.Equal("reference_used", (await FulfilAsync(offer, reference + "-corrected")).Problem!.Code);

        Assert.Equal(OfferState.Accepted, (await stage.Offers.FindAsync(offer.Id))!.State);
        var refused = Assert.Single(await stage.Orders.EventsAsync(open.Id), it => it.Type == "offer.fulfilled.refused");
        Assert.Equal((again, "reference_used"), (refused.Data["reference"], refused.Data["problem"]));
        Assert.True((await FulfilAsync(offer, reference + "-own")).Succeeded);
        Assert.Equal("offer_closed", (await FulfilAsync(late, reference)).Problem!.Code);
    }

    [Fact]
    public async Task Fulfil_WithTheReferenceOfARefusedReport_IsRefused()
    {
        var (first, second) = (await stage.OfferAsync((await stage.FundedAsync()).Order, OfferState.Accepted), await stage.OfferAsync((await stage.FundedAsync()).Order, OfferState.Accepted));
        Assert.True((await FulfilAsync(first, "receipt-11")).Succeeded);
        Assert.Equal("offer_already_reported", (await FulfilAsync(first, "receipt-12")).Problem!.Code);

        Assert.Equal("reference_used", (await FulfilAsync(second, "receipt-12")).Problem!.Code);
        Assert.True((await FulfilAsync(first, "receipt-11")).Succeeded);
    }

    [Fact]
    public async Task Fulfil_AfterItsOwnReportWasTooEarly_Counts()
    {
        var offer = await stage.OfferAsync((await stage.FundedAsync()).Order);
        Assert.Equal("offer_closed", (await FulfilAsync(offer, "receipt-13")).Problem!.Code);
        Assert.True((await AcceptAsync(offer)).Succeeded);

        Assert.True((await FulfilAsync(offer, "receipt-13")).Succeeded);
        Assert.True((await FulfilAsync(offer, "receipt-13")).Succeeded);
    }

    [Fact]
    public async Task Fulfil_WhileALateReportNamesTheSameReference_WaitsAndIsRefused()
    {
        var (late, offer) = (await stage.OfferAsync((await stage.FundedAsync()).Order, OfferState.Closed), await stage.OfferAsync((await stage.FundedAsync()).Order, OfferState.Accepted));
        await using var connection = await stage.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await stage.Offers.MoveAsync(connection, late.Id, OfferState.Fulfilled, stage.Time.GetUtcNow(), new OfferChange { Reference = "receipt-14" });

        var waiting = FulfilAsync(offer, "receipt-14");
        await stage.WaitersAsync(1);
        await transaction.CommitAsync();

        Assert.Equal("reference_used", (await waiting).Problem!.Code);
        Assert.Equal(OfferState.Accepted, (await stage.Offers.FindAsync(offer.Id))!.State);
    }

    [Fact]
    public async Task Fulfil_OfEightOffersWhoseHalfIsClosed_PaysAtMostOne()
    {
        var offers = new List<Offer>();
        for (var i = 0; i < 8; i++)
        {
            offers.Add(await stage.OfferAsync((await stage.FundedAsync()).Order, i % 2 == 0 ? OfferState.Closed : OfferState.Accepted));
        }

        var answers = await Task.WhenAll(offers.Select(offer => Task.Run(() => FulfilAsync(offer, "receipt-15"))));

        Assert.InRange(answers.Count(answer => answer.Succeeded), 0, 1);
        Assert.All(answers.Where(answer => !answer.Succeeded), answer => Assert.Contains(answer.Problem!.Code, new[] { "reference_used", "offer_closed" }));
    }

    [Fact]
    public async Task A_second_report_with_another_reference_is_refused_and_recorded()
    {
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order, OfferState.Accepted);
        Assert.True((await FulfilAsync(offer, "receipt-9")).Succeeded);

        Assert.Equal("offer_already_reported", (await FulfilAsync(offer, "receipt-10")).Problem!.Code);

        Assert.True((await FulfilAsync(offer, "receipt-9")).Succeeded);
        Assert.Equal("receipt-9", (await stage.Offers.FindAsync(offer.Id))!.Reference);
        var refused = Assert.Single(await stage.Orders.EventsAsync(order.Id), it => it.Type == "offer.fulfilled.refused");
        Assert.Equal(("receipt-10", "offer_already_reported"), (refused.Data["reference"], refused.Data["problem"]));
    }

    [Fact]
    public async Task A_second_refusal_for_another_reason_is_refused()
    {
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order, OfferState.Accepted);
        Assert.True((await FailAsync(offer, "invalid_account")).Succeeded);

        Assert.Equal("offer_already_reported", (await FailAsync(offer, "other")).Problem!.Code);
        Assert.True((await FailAsync(offer, "invalid_account")).Succeeded);
        Assert.Single(await stage.HistoryAsync(order), type => type == "offer.failed.refused");
    }

    private Task<Result<Offer>> FailAsync(Offer offer, string code) => stage.Reports.FailAsync(offer.Provider, offer.Id, code, null, default);

    private Task<Result<Offer>> FulfilAsync(Offer offer, string reference) =>
        stage.Reports.FulfilAsync(offer.Provider, offer.Id, reference, null, default);

    private Task<Result<Offer>> AcceptAsync(Offer offer) => stage.Reports.AcceptAsync(offer.Provider, offer.Id, default);
}
