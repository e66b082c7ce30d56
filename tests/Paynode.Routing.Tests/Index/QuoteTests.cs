using Paynode.Payments;

namespace Paynode.Routing.Tests.Index;

public class QuoteTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task The_best_rate_is_that_of_a_provider_who_can_deliver()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(rate: "1510", balance: "1000.00");
        var able = await market.ProviderAsync(rate: "1500");
        await market.ProviderAsync(rate: "1490");

        var best = await market.Router.BestRateAsync(Market.Corridor, Money.Parse("100", Market.Corridor.Token).Value!, default);

        Assert.Equal(new QuoteRate(ExchangeRate.Parse("1500").Value, able, 2), best);
    }

    [Fact]
    public async Task The_best_rate_is_also_found_for_a_payout()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(rate: "1500", max: "99");
        var able = await market.ProviderAsync(rate: "1490");

        var best = await market.Router.BestRateAsync(Market.Corridor, Money.Parse("150000", Market.Corridor.Fiat).Value!, default);

        Assert.Equal(able, best!.Provider);
    }

    [Fact]
    public async Task A_payout_is_priced_by_who_can_pay_it_and_off_every_step_by_nobody()
    {
        await using var market = await Market.OpenAsync(redis);
        var whole = await market.ProviderAsync();
        await market.TellAsync(new ProviderUpdate(whole) { Rates = [market.Whole(whole, "1510")] });
        var payout = Money.Parse("10000.50", Market.Corridor.Fiat).Value!;

        var off = await market.Router.BestRateAsync(Market.Corridor, payout, default);
        var any = await market.ProviderAsync(rate: "1490");
        market.Time.Advance(TimeSpan.FromSeconds(1));
        var on = await market.Router.BestRateAsync(Market.Corridor, payout, default);
        var best = await market.Router.BestRateAsync(Market.Corridor, Money.Parse("10000", Market.Corridor.Fiat).Value!, default);

        Assert.False(off!.PayoutStep!.Fits(payout));
        Assert.Equal((any, null), (on!.Provider, on.PayoutStep));
        Assert.Equal(whole, best!.Provider);
    }

    [Fact]
    public async Task Without_a_provider_there_is_no_rate()
    {
        await using var market = await Market.OpenAsync(redis);

        Assert.Null(await market.Router.BestRateAsync(Market.Corridor, Money.Parse("100", Market.Corridor.Token).Value!, default));
    }

    [Fact]
    public async Task The_orders_first_attempt_takes_the_quotes_reservation_over()
    {
        await using var market = await Market.OpenAsync(redis);
        var provider = await market.ProviderAsync(balance: "160000.00");
        var quote = Quote(market);
        Assert.Equal(provider, await market.Router.ReserveQuoteAsync(quote, default));
        Assert.Null((await market.DecideAsync()).Chosen);

        var decision = await market.DecideAsync(market.Order() with { Quote = quote.Quote });

        Assert.Equal(provider, decision.Chosen);
        Assert.Null((await market.DecideAsync()).Chosen);
        await market.Router.ReleaseAsync(decision.Offer, decision.Corridor, ReleaseReason.NotPaid, default);
        Assert.NotNull((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task A_quote_reserves_until_it_expires()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "160000.00");
        await market.Router.ReserveQuoteAsync(Quote(market), default);

        market.Time.Advance(TimeSpan.FromSeconds(31));

        Assert.NotNull((await market.DecideAsync()).Chosen);
    }

    [Fact]
    public async Task A_released_quote_holds_nothing()
    {
        await using var market = await Market.OpenAsync(redis);
        await market.ProviderAsync(balance: "160000.00");
        var quote = Quote(market);
        await market.Router.ReserveQuoteAsync(quote, default);

        await market.Router.ReleaseQuoteAsync(quote.Quote, Market.Corridor, default);

        Assert.NotNull((await market.DecideAsync()).Chosen);
    }

    private static QuoteReservation Quote(Market market) => new(
        new QuoteId(Guid.CreateVersion7()), Market.Corridor,
        Money.Parse("100", Market.Corridor.Token).Value!, Money.Parse("150000", Market.Corridor.Fiat).Value!,
        ExchangeRate.Parse("1490").Value, market.Time.GetUtcNow() + TimeSpan.FromSeconds(30));
}
