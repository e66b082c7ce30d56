using Paynode.Domain;

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

    private async Task<long> CountAsync(ProviderId provider, DateTimeOffset since) =>
        (await counts.OffersAsync(since, default)).Where(count => count.Provider == provider && count.State == "offered").Sum(count => count.Offers);
}
