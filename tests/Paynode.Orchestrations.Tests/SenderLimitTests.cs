using Npgsql;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;
using Paynode.Routing;

namespace Paynode.Orchestrations.Tests;

public sealed class SenderLimitTests(OrderStage stage) : IClassFixture<OrderStage>, IAsyncLifetime
{
    // A quote of the stage pays out 149,724.95 NGN: three are less than half of this, four are more.
    private static readonly Money Liquidity = new(1_000_000_00, Currencies.Get("NGN"));

    public async Task InitializeAsync()
    {
        var (providers, now) = (stage.Get<ProviderStore>(), stage.Time.GetUtcNow());
        var provider = (await providers.ListAsync()).Single().Id;
        var corridor = OrderStage.Corridor;
        var rate = new ProviderRate(provider, corridor.Id, new ExchangeRate(150_000_000_000), corridor.MinAmount, corridor.MaxAmount, now);
        await providers.SetRatesAsync(provider, [rate]);
        await providers.SetBalancesAsync(provider, [Liquidity], now);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Quotes_of_one_sender_hold_half_of_the_liquidity_at_most_however_many_are_asked_for_at_once()
    {
        var (greedy, other) = (Tenant(), Tenant());

        var answers = new List<string?>();
        foreach (var atOnce in Enumerable.Range(0, 89).Chunk(20))
        {
            answers.AddRange(await Task.WhenAll(atOnce.Select(_ => StoreAsync(greedy))));
        }

        Assert.Equal(3, answers.Count(code => code is null));
        Assert.Equal(86, answers.Count(code => code == "quote_limit_reached"));
        Assert.Null(await StoreAsync(other));
    }

    [Fact]
    public async Task Quotes_that_were_not_taken_up_weigh_on_the_next_for_a_while()
    {
        var tenant = Tenant();
        for (var number = 0; number < 3; number++)
        {
            Assert.Null(await StoreAsync(tenant));
        }

        stage.Time.Advance(OrderStage.Corridor.QuoteTtl + TimeSpan.FromSeconds(1));
        Assert.Equal("quote_limit_reached", await StoreAsync(tenant));

        stage.Time.Advance(TimeSpan.FromMinutes(new SenderLimits().LapsedQuoteMinutes));
        Assert.Null(await StoreAsync(tenant));
    }

    [Fact]
    public async Task A_first_quote_passes_whatever_it_comes_to() =>
        Assert.Null(await StoreAsync(Tenant(), new SenderLimits { LiquidityPercent = 1 }));

    [Fact]
    public async Task A_quote_counts_until_its_order_is_funded_and_after_that_was_cancelled()
    {
        var (funded, _) = await stage.FundedAsync(OrderState.Deposited);
        var unfunded = await stage.OrderAsync();
        Assert.Equal(Money.Zero(Liquidity.Currency), await TakenUpAsync(funded.Tenant));
        Assert.Equal(unfunded.Price.Payout, await TakenUpAsync(unfunded.Tenant));

        Assert.Null(await stage.OrderService.CancelAsync(unfunded.Id, default));

        Assert.Equal(unfunded.Price.Payout, await TakenUpAsync(unfunded.Tenant));
    }

    [Fact]
    public async Task Quote_WithAnUnfundedOrder_WeighsOnTheNextAsALapsedOneDoes()
    {
        var unfunded = await stage.OrderAsync();

        stage.Time.Advance(OrderStage.Corridor.QuoteTtl + TimeSpan.FromSeconds(1));
        Assert.Equal(unfunded.Price.Payout, await TakenUpAsync(unfunded.Tenant));

        stage.Time.Advance(TimeSpan.FromMinutes(new SenderLimits().LapsedQuoteMinutes));
        Assert.Equal(Money.Zero(Liquidity.Currency), await TakenUpAsync(unfunded.Tenant));
    }

    [Fact]
    public async Task Reserve_CancelledWhileItIsStored_ReleasesTheLiquidity()
    {
        var tenant = Tenant();
        using var gone = new CancellationTokenSource();
        await using var holder = await BlockedAsync(tenant);
        var market = new CountingMarket();
        var service = ServiceOn(market);

        var attempts = Enumerable.Range(0, 20).Select(_ => AttemptAsync(service, tenant, gone.Token)).ToList();
        await stage.WaitersAsync(3);
        var refused = attempts[3..];
        Assert.All(await Task.WhenAll(refused), code => Assert.Equal("quote_limit_reached", code));
        Assert.Equal(3, market.Reserved.Count);

        await gone.CancelAsync();
        Assert.All(await Task.WhenAll(attempts[..3].Select(it => Record.ExceptionAsync(() => it))), it => Assert.IsAssignableFrom<OperationCanceledException>(it));
        Assert.Empty(market.Reserved);
    }

    [Fact]
    public async Task Reserve_RefusedOrFailed_ReleasesTheLiquidity()
    {
        var (market, priced) = (new CountingMarket(), Priced());
        var service = ServiceOn(market);

        Assert.Equal("no", await service.ReserveAsync(Tenant(), priced, _ => Task.FromResult(("no", false)), default));
        await Assert.ThrowsAsync<TimeoutException>(() => service.ReserveAsync<string>(Tenant(), priced, _ => throw new TimeoutException(), default));
        Assert.Empty(market.Reserved);

        Assert.Equal("yes", await service.ReserveAsync(Tenant(), priced, _ => Task.FromResult(("yes", true)), default));
        Assert.Single(market.Reserved);
    }

    [Fact]
    public async Task A_sender_with_too_many_unfunded_orders_gets_no_more_until_a_while_after_one_was_cancelled()
    {
        var order = await stage.OrderAsync();
        Assert.Equal("unfunded_limit_reached", await OpenAsync(order.Tenant, new SenderLimits { UnfundedOrders = 1 }));
        Assert.Equal("quote_unknown", await OpenAsync(order.Tenant, new SenderLimits { UnfundedOrders = 2 }));
        Assert.Equal("quote_unknown", await OpenAsync(Tenant(), new SenderLimits { UnfundedOrders = 1 }));

        await stage.OrderService.CancelAsync(order.Id, default);
        Assert.Equal("unfunded_limit_reached", await OpenAsync(order.Tenant, new SenderLimits { UnfundedOrders = 1 }));

        stage.Time.Advance(TimeSpan.FromMinutes(new SenderLimits().LapsedQuoteMinutes));
        Assert.Equal("quote_unknown", await OpenAsync(order.Tenant, new SenderLimits { UnfundedOrders = 1 }));
    }

    [Fact]
    public async Task The_deposit_address_of_an_order_that_was_cancelled_or_expired_or_refunded_is_no_longer_watched_closely()
    {
        var (cancelled, expired, waiting) = (await stage.OrderAsync(), await stage.OrderAsync(), await stage.OrderAsync());
        var (refunded, _) = await stage.FundedAsync(OrderState.Refunding);
        foreach (var order in new[] { cancelled, expired, waiting, refunded })
        {
            await RegisterAsync(order);
        }

        await stage.OrderService.CancelAsync(cancelled.Id, default);
        await stage.OrderService.ExpireAsync(expired.Id.ToString(), default);
        await stage.EscrowHandler.ApplyAsync(stage.Outcome(refunded, EscrowEventMessage.Refunded), default);

        Assert.All(await Task.WhenAll(IsClosedAsync(cancelled), IsClosedAsync(expired), IsClosedAsync(refunded)), it => Assert.True(it));
        Assert.False(await IsClosedAsync(waiting));
    }

    private async Task RegisterAsync(Order order)
    {
        var escrow = stage.Get<EscrowDirectory>().On(order.Chain);
        await new DepositRegistry(escrow.Contract, stage.Database, stage.Time).RegisterDepositAsync(escrow.TermsOf(order), default);
    }

    private async Task<bool> IsClosedAsync(Order order)
    {
        await using var command = stage.Database.CreateCommand("SELECT closed_at IS NOT NULL FROM chain.deposits WHERE order_id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = Bytes32.Parse(order.EscrowOrderId).ToArray() });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private async Task<string?> StoreAsync(TenantId tenant, SenderLimits? limits = null)
    {
        var corridor = OrderStage.Corridor;
        var service = new QuoteService(stage.Router, stage.Get<QuoteStore>(), stage.Get<CorridorCatalogue>(), stage.Get<ChainStopStore>(), limits ?? new SenderLimits(), stage.Time);
        var price = Price.FromSource(
            new Money(100_000_000, corridor.Id.Token), new BasisPoints(20), new ExchangeRate(150_025_000_000), corridor.Id.Fiat);
        var now = stage.Time.GetUtcNow();
        var quote = new Quote(QuoteId.New(now), tenant, corridor.Id, price, now + corridor.QuoteTtl, new ProviderId(Guid.CreateVersion7()), now);
        return (await stage.Database.InTransactionAsync(connection => service.StoreAsync(connection, quote, default)))?.Code;
    }

    private QuoteService ServiceOn(IRouter market) => new(market, stage.Get<QuoteStore>(), stage.Get<CorridorCatalogue>(), stage.Get<ChainStopStore>(), new SenderLimits(), stage.Time);

    private static PricedPayment Priced()
    {
        var corridor = OrderStage.Corridor;
        return new PricedPayment(corridor, Price.FromSource(
            new Money(100_000_000, corridor.Id.Token), new BasisPoints(20), new ExchangeRate(150_025_000_000), corridor.Id.Fiat));
    }

    private Task<string?> AttemptAsync(QuoteService service, TenantId tenant, CancellationToken cancellationToken) => service.ReserveAsync(
        tenant, Priced(),
        async quote =>
        {
            var problem = quote.Problem ?? await stage.Database.InTransactionAsync(
                connection => service.StoreAsync(connection, quote.Value!, cancellationToken), cancellationToken);
            return (problem?.Code, problem is null);
        },
        cancellationToken);

    /// <summary>Holds what a sender's quotes wait for when they are stored, until it is disposed.</summary>
    private async Task<NpgsqlConnection> BlockedAsync(TenantId tenant)
    {
        var connection = await stage.Database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended($1, 0))", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = $"quotes:{tenant.Value:N}:NGN" });
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<Money> TakenUpAsync(TenantId tenant)
    {
        var now = stage.Time.GetUtcNow();
        var share = await stage.Database.InTransactionAsync(
            connection => stage.Get<QuoteStore>().ShareAsync(connection, tenant, OrderStage.Corridor.Id, now.AddMinutes(-10), now.AddMinutes(-20)));
        return share.TakenUp;
    }

    private async Task<string?> OpenAsync(TenantId tenant, SenderLimits limits)
    {
        var opening = new OrderOpening(
            stage.OrderService, stage.Get<QuoteStore>(), stage.Orders, stage.Get<CorridorCatalogue>(), stage.Get<EscrowDirectory>(), stage.Get<ChainRegistry>(),
            stage.Get<ChainStopStore>(), limits, stage.Time);
        var input = new OrderInput(
            null, "GTBINGLA", "0123456789", "Ada Obi", "rent", Recipient.MobileMoney, "0x00000000000000000000000000000000000000aa", null);
        return (await stage.Database.InTransactionAsync(connection => opening.OpenAsync(connection, tenant, input, default))).Problem?.Code;
    }

    private static TenantId Tenant() => new(Guid.CreateVersion7());
}
