using Paynode.Payments;

namespace Paynode.Storage.Tests;

public sealed class OrderListTests(StorageDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task Pages_show_every_order_once_newest_first()
    {
        var tenant = Given.Tenant();
        var orders = new List<Order>();
        for (var i = 0; i < 7; i++)
        {
            // Several of one moment, so that the id decides among them.
            orders.Add(await Database.StoredOrderAsync(tenant, createdAt: Given.Now.AddSeconds(i / 3)));
        }

        await Database.StoredOrderAsync();

        Assert.Equal(
            orders.OrderByDescending(order => order.CreatedAt)
                .ThenByDescending(order => order.Id.ToString(), StringComparer.Ordinal)
                .Select(order => order.Id),
            (await PagesAsync(tenant, null, 2)).Select(order => order.Id));
    }

    [Fact]
    public async Task A_last_page_that_is_just_full_has_no_next_one()
    {
        var tenant = Given.Tenant();
        await Database.StoredOrderAsync(tenant);
        await Database.StoredOrderAsync(tenant);

        var page = (await Database.Orders.ListAsync(tenant, null, null, 2)).Value!;

        Assert.Equal(2, page.Orders.Count);
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task An_order_that_comes_in_between_pages_moves_nothing()
    {
        var tenant = Given.Tenant();
        var older = await Database.StoredOrderAsync(tenant, createdAt: Given.Now);
        await Database.StoredOrderAsync(tenant, createdAt: Given.Now.AddSeconds(1));
        var first = (await Database.Orders.ListAsync(tenant, null, null, 1)).Value!;

        await Database.StoredOrderAsync(tenant, createdAt: Given.Now.AddSeconds(2));

        var second = (await Database.Orders.ListAsync(tenant, null, first.NextCursor, 1)).Value!;
        Assert.Equal(older.Id, Assert.Single(second.Orders).Id);
    }

    [Fact]
    public async Task A_state_narrows_the_list()
    {
        var tenant = Given.Tenant();
        await Database.StoredOrderAsync(tenant);
        var cancelled = await Database.StoredOrderAsync(tenant);
        await Database.WalkAsync(cancelled.Id, OrderState.Cancelled);

        var listed = await PagesAsync(tenant, OrderState.Cancelled, 10);

        Assert.Equal(cancelled.Id, Assert.Single(listed).Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("' OR 1=1")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    [InlineData("_____________________________w==")]
    [InlineData("________________________________")]
    public async Task A_cursor_that_no_page_gave_is_refused(string cursor) =>
        Assert.Equal("cursor_malformed", (await Database.Orders.ListAsync(Given.Tenant(), null, cursor, 10)).Problem?.Code);

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public async Task A_limit_out_of_bounds_is_brought_within(int limit)
    {
        var tenant = Given.Tenant();
        await Database.StoredOrderAsync(tenant);

        Assert.Single((await Database.Orders.ListAsync(tenant, null, null, limit)).Value!.Orders);
    }

    private async Task<List<Order>> PagesAsync(TenantId tenant, OrderState? state, int limit)
    {
        var all = new List<Order>();
        string? cursor = null;
        do
        {
            var page = (await Database.Orders.ListAsync(tenant, state, cursor, limit)).Value!;
            all.AddRange(page.Orders);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return all;
    }
}
