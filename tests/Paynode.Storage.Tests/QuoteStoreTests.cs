using Paynode.Payments;

namespace Paynode.Storage.Tests;

public sealed class QuoteStoreTests(StorageDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task A_quote_comes_back_as_it_went_in()
    {
        var quote = await StoredAsync();

        Assert.Equal(quote, await Database.Quotes.FindAsync(quote.Id, quote.Tenant));
    }

    [Fact]
    public async Task Amounts_of_18_decimals_come_back_to_the_last_unit()
    {
        var dai = Currencies.Get("DAI");
        var (source, fee, payout) = (new Money(Money.MaxMinor, dai), new Money(1, dai), new Money(Money.MaxMinor - 1, Given.Ngn));
        var price = new Price(source, fee, new ExchangeRate(ExchangeRate.MaxScaled), payout);
        var quote = Given.Quote(Given.Tenant()) with { Corridor = new CorridorId(dai, Given.Ngn), Price = price };

        await Database.Quotes.InsertAsync(quote);

        Assert.Equal(price, (await Database.Quotes.FindAsync(quote.Id, quote.Tenant))!.Price);
    }

    [Fact]
    public async Task Another_tenants_quote_is_not_there()
    {
        var quote = await StoredAsync();

        Assert.Null(await Database.Quotes.FindAsync(quote.Id, Given.Tenant()));
        Assert.Equal("quote_unknown", (await TakeAsync(quote with { Tenant = Given.Tenant() })).Problem?.Code);
    }

    [Fact]
    public async Task Of_many_orders_that_want_a_quote_one_gets_it()
    {
        var quote = await StoredAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => TakeAsync(quote))));

        Assert.Single(results, result => result.Succeeded);
        Assert.Equal(15, results.Count(result => result.Problem?.Code == "quote_used"));
    }

    [Fact]
    public async Task The_order_that_has_a_quote_may_ask_again()
    {
        var quote = await StoredAsync();
        var order = new OrderId(Guid.CreateVersion7());
        await TakeAsync(quote, order);

        Assert.True((await TakeAsync(quote, order, quote.ExpiresAt.AddDays(1))).Succeeded);
    }

    [Fact]
    public async Task A_quote_binds_until_it_expires_and_not_at_that_moment()
    {
        var quote = await StoredAsync();

        Assert.Equal("quote_expired", (await TakeAsync(quote, now: quote.ExpiresAt)).Problem?.Code);
        Assert.True((await TakeAsync(quote, now: quote.ExpiresAt.AddMilliseconds(-1))).Succeeded);
    }

    [Fact]
    public async Task Purging_keeps_quotes_that_an_order_has()
    {
        var (free, taken) = (await StoredAsync(), await StoredAsync());
        await TakeAsync(taken);

        await Database.Quotes.PurgeAsync(Given.Now.AddDays(1));

        Assert.Null(await Database.Quotes.FindAsync(free.Id, free.Tenant));
        Assert.NotNull(await Database.Quotes.FindAsync(taken.Id, taken.Tenant));
    }

    private async Task<Quote> StoredAsync(DateTimeOffset? expiresAt = null)
    {
        var quote = Given.Quote(Given.Tenant(), expiresAt);
        await Database.Quotes.InsertAsync(quote);
        return quote;
    }

    private Task<Result<Quote>> TakeAsync(Quote quote, OrderId? order = null, DateTimeOffset? now = null) =>
        Database.Source.InTransactionAsync(connection => Database.Quotes.TryTakeAsync(
            connection, quote.Id, quote.Tenant, order ?? new OrderId(Guid.CreateVersion7()), now ?? Given.Now));
}
