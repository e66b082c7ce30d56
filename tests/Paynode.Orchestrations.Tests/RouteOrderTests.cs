using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class RouteOrderTests(OrderStage stage) : IClassFixture<OrderStage>
{
    [Fact]
    public async Task A_search_that_goes_on_tells_the_router_once_how_an_offer_ended()
    {
        var (order, _) = await stage.FundedAsync();
        await stage.OfferAsync(order, OfferState.Lapsed);
        for (var pass = 0; pass < 3; pass++)
        {
            await RouteAsync(order);
        }

        Assert.Equal(1, stage.Router.Released);

        await stage.OpenOfferAsync(order, attempt: 2);
        await stage.Reports.EndAsync((await stage.Offers.ForOrderAsync(order.Id))[1], OfferState.Lapsed, "no_answer", default);
        await RouteAsync(order);
        Assert.Equal(3, stage.Router.Released);
    }

    [Fact]
    public async Task The_search_for_a_provider_has_all_its_time_again_when_the_funds_are_back()
    {
        var (order, locked) = await stage.FundedAsync();
        await stage.LoseAsync(locked);
        await stage.EscrowHandler.ApplyAsync(locked with { Key = locked.Key + ":withdrawn", IsWithdrawn = true }, default);
        stage.Time.Advance(OrderStage.Corridor.RoutingTimeout);

        await stage.EscrowHandler.ApplyAsync(await stage.LockAsync(order), default);

        Assert.NotNull((await RouteAsync(order)).TryAgainAt);
        stage.Time.Advance(OrderStage.Corridor.RoutingTimeout);
        Assert.Null((await RouteAsync(order)).TryAgainAt);
    }

    [Fact]
    public async Task Nobody_is_asked_to_pay_while_releases_stand_still()
    {
        var (stuck, _) = await stage.FundedAsync(OrderState.Fulfilled);
        await stage.OrderService.RequestReleaseAsync(stuck, stage.Provider, "0xcc", default);
        stage.Time.Advance(SettlementHold.Bound + TimeSpan.FromSeconds(10));
        var (order, _) = await stage.FundedAsync();
        Assert.Equal("settlement_held", (await RouteAsync(order)).Reason);
        stage.Time.Advance(OrderStage.Corridor.RoutingTimeout);
        Assert.NotNull((await RouteAsync(order)).TryAgainAt);

        await stage.Database.InTransactionAsync(connection => stage.Intents.MarkFinalAsync(connection, stuck.Chain, stuck.EscrowOrderId));
        stage.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("no_provider_now", (await RouteAsync(order)).Reason);
        stage.Time.Advance(OrderStage.Corridor.RoutingTimeout);
        Assert.Equal("no_provider", (await RouteAsync(order)).Reason);
    }

    private Task<RoutedOrder> RouteAsync(Order order) => stage.Get<RouteOrder>().RunAsync(order.Id.ToString(), default);
}
