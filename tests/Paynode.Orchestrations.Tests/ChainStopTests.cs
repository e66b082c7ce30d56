using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

// A class, and so a database, of its own: its chain is stopped.
public sealed class ChainStopTests(OrderStage stage) : IClassFixture<OrderStage>
{
    private readonly string chain = OrderStage.Corridor.Chain;

    [Fact]
    public async Task StoppedChain_NewQuotesOrdersAndOffers_AreRefusedUntilItIsResumed()
    {
        var quote = await QuoteAsync();
        var (running, _) = await stage.FundedAsync();
        Assert.True(await StopAsync("first"));

        Assert.Equal("chain_paused", await PrepareAsync());
        Assert.Equal("chain_paused", (await OpenAsync(quote)).Problem!.Code);
        Assert.Equal("settlement_held", (await RouteAsync(running)).Reason);

        await ResumeAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("no_liquidity", await PrepareAsync());
        // Past the check it reaches the chain, which this stage does not have.
        await Assert.ThrowsAsync<InvalidOperationException>(() => OpenAsync(quote));
        Assert.Equal("no_provider_now", (await RouteAsync(running)).Reason);
    }

    [Fact]
    public async Task StoppedChain_OrderThatWasPaid_IsReleased()
    {
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order, OfferState.Fulfilled);
        await StopAsync("second");

        await stage.Get<SettleOrder>().RunAsync(offer.Id.ToString(), default);
        await ResumeAsync();

        Assert.Equal(ChainIntentKind.Release, (await stage.Intents.FindAsync(order.Chain, order.EscrowOrderId))!.Kind);
    }

    [Fact]
    public async Task Stop_ForAReleaseThatTheOperatorResumedFrom_DoesNotStopAgain()
    {
        Assert.True(await StopAsync("third"));
        await ResumeAsync();

        Assert.False(await StopAsync("third"));
        Assert.Null(await stage.Get<ChainStopStore>().FindAsync(chain));
        Assert.True(await StopAsync("fourth"));
        await ResumeAsync();
    }

    private Task<bool> StopAsync(string release) => stage.Database.InTransactionAsync(
        connection => stage.Get<ChainStopStore>().StopAsync(connection, chain, release, stage.Time.GetUtcNow()));

    private Task ResumeAsync() => stage.Database.InTransactionAsync(connection => stage.Get<ChainStopStore>().ResumeAsync(connection, chain));

    private Task<RoutedOrder> RouteAsync(Order order) => stage.Get<RouteOrder>().RunAsync(order.Id.ToString(), default);

    private async Task<string?> PrepareAsync()
    {
        var service = new QuoteService(
            stage.Router, stage.Get<QuoteStore>(), stage.Get<CorridorCatalogue>(), stage.Get<ChainStopStore>(), new SenderLimits(), stage.Time);
        return (await service.PriceAsync("USDC-NGN", "100", null, null, default)).Problem?.Code;
    }

    private async Task<Quote> QuoteAsync()
    {
        var (corridor, now) = (OrderStage.Corridor, stage.Time.GetUtcNow());
        var price = Price.FromSource(new Money(100_000_000, corridor.Id.Token), new BasisPoints(20), new ExchangeRate(150_025_000_000), corridor.Id.Fiat);
        var quote = new Quote(QuoteId.New(now), new TenantId(Guid.CreateVersion7()), corridor.Id, price, now + corridor.QuoteTtl, stage.Provider, now);
        await stage.Get<QuoteStore>().InsertAsync(quote);
        return quote;
    }

    // As the API does: a problem leaves nothing behind.
    private async Task<Result<Order>> OpenAsync(Quote quote)
    {
        var opening = new OrderOpening(
            stage.OrderService, stage.Get<QuoteStore>(), stage.Orders, stage.Get<CorridorCatalogue>(), stage.Get<EscrowDirectory>(), stage.Get<ChainRegistry>(),
            stage.Get<ChainStopStore>(), new SenderLimits(), stage.Time);
        var input = new OrderInput(
            quote.Id.ToString(), "GTBINGLA", "0123456789", "Ada Obi", "rent", Recipient.MobileMoney, "0x00000000000000000000000000000000000000aa", null);
        await using var connection = await stage.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var opened = await opening.OpenAsync(connection, quote.Tenant, input, default);
        await transaction.RollbackAsync();
        return opened;
    }
}
