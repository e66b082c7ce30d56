using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class OrderServiceTests(OrderStage stage) : IClassFixture<OrderStage>
{
    [Fact]
    public async Task No_offer_is_made_of_an_order_that_is_being_refunded()
    {
        var (order, _) = await stage.FundedAsync();
        Assert.Empty(await stage.OrderService.RequestRefundAsync(order, default));

        Assert.Null(await stage.OpenOfferAsync(order));
        Assert.Empty(await stage.Offers.ForOrderAsync(order.Id));
    }

    [Fact]
    public async Task No_offer_is_made_of_an_order_whose_funds_are_away()
    {
        var (order, locked) = await stage.FundedAsync();
        await stage.LoseAsync(locked);
        await stage.EscrowHandler.ApplyAsync(locked with { Key = locked.Key + ":withdrawn", IsWithdrawn = true }, default);

        Assert.Null(await stage.OpenOfferAsync(order));
    }

    [Fact]
    public async Task A_step_that_runs_again_gets_its_offer_however_the_order_has_gone_on()
    {
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order, OfferState.Accepted);

        Assert.Equal(offer.Id, (await stage.OpenOfferAsync(order))?.Id);
    }

    [Theory]
    [InlineData(OfferState.Offered)]
    [InlineData(OfferState.Accepted)]
    [InlineData(OfferState.Fulfilled)]
    public async Task An_order_that_somebody_may_pay_or_has_paid_is_not_refunded(OfferState state)
    {
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order, state);

        var standing = Assert.Single(await stage.OrderService.RequestRefundAsync(order, default));

        Assert.Equal((offer.Id, state), (standing.Id, standing.State));
        Assert.Null(await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId));
        Assert.DoesNotContain("refunding", await stage.HistoryAsync(order));
    }

    [Theory]
    [InlineData(OfferState.Declined)]
    [InlineData(OfferState.Lapsed)]
    [InlineData(OfferState.Failed)]
    [InlineData(OfferState.Closed)]
    public async Task An_order_that_nobody_can_pay_any_more_is_refunded(OfferState state)
    {
        var (order, _) = await stage.FundedAsync();
        await stage.OfferAsync(order, state);

        Assert.Empty(await stage.OrderService.RequestRefundAsync(order, default));
        Assert.Empty(await stage.OrderService.RequestRefundAsync(order, default));

        Assert.Equal(ChainIntentKind.Refund, (await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId))?.Kind);
        Assert.Single(await stage.HistoryAsync(order), type => type == "refunding");
    }
}
