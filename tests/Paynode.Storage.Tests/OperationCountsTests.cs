using Paynode.Payments;

namespace Paynode.Storage.Tests;

public sealed class OperationCountsTests(StorageDatabase database) : StorageTest(database)
{
    private readonly OperationCounts counts = new(database.Source);

    [Theory]
    [InlineData("00000000-0000-8000-8000-000000000001")]
    [InlineData("ffffffff-ffff-8fff-bfff-ffffffffffff")]
    public async Task An_offer_counts_by_when_it_was_made_whatever_its_identifier(string id)
    {
        var provider = await Database.StoredProviderAsync();
        var offer = Given.Offer((await Database.StoredOrderAsync()).Id, provider) with { Id = new OfferId(Guid.Parse(id)) };
        await Database.Source.InTransactionAsync(connection => Database.Offers.InsertAsync(connection, offer));

        Assert.Equal(1, await CountAsync(provider, offer.OfferedAt));
        Assert.Equal(0, await CountAsync(provider, offer.OfferedAt.AddMilliseconds(1)));
    }

    [Fact]
    public async Task Open_orders_count_however_old_they_are_and_ended_ones_while_they_are_recent()
    {
        var (recent, late) = (Given.Now.AddHours(-1), Given.Now.AddHours(1));
        var (before, lateBefore) = (await OrdersAsync(recent), await OrdersAsync(late));
        await Database.StoredOrderAsync();
        foreach (var end in new[] { OrderState.Settled, OrderState.Refunded, OrderState.Cancelled })
        {
            await Database.WalkAsync((await Database.StoredOrderAsync()).Id, end);
        }

        var (after, lateAfter) = (await OrdersAsync(recent), await OrdersAsync(late));
        Assert.Equal([1, 1, 1, 0], Added(before, after));
        Assert.Equal([1, 0, 0, 0], Added(lateBefore, lateAfter));
    }

    private static long[] Added(Dictionary<string, long> before, Dictionary<string, long> after) =>
        [.. new[] { "initiated", "settled", "refunded", "cancelled" }.Select(state => after.GetValueOrDefault(state) - before.GetValueOrDefault(state))];

    private async Task<Dictionary<string, long>> OrdersAsync(DateTimeOffset since)
    {
        var found = await counts.OrdersAsync(since, default);
        Assert.All(found, count => Assert.Equal(Given.Corridor.ToString(), count.Corridor));
        return found.ToDictionary(count => count.State, count => count.Orders);
    }

    private async Task<long> CountAsync(ProviderId provider, DateTimeOffset since) =>
        (await counts.OffersAsync(since, default)).Where(count => count.Provider == provider && count.State == "offered").Sum(count => count.Offers);
}
