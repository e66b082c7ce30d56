using Paynode.Domain;
using Paynode.Orchestrations.Tests.Support;

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
        await stage.Book.ApplyAsync(stage.Outcome(order, EscrowMovement.Refunded), default);

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

    private Task<Result<Offer>> FulfilAsync(Offer offer, string reference) =>
        stage.Reports.FulfilAsync(offer.Provider, offer.Id, reference, null, default);

    private Task<Result<Offer>> AcceptAsync(Offer offer) => stage.Reports.AcceptAsync(offer.Provider, offer.Id, default);
}
