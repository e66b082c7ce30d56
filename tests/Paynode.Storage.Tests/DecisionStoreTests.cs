using Paynode.Payments;

namespace Paynode.Storage.Tests;

public sealed class DecisionStoreTests(StorageDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task A_decision_is_kept_as_written_and_an_attempt_has_one()
    {
        var order = await Database.StoredOrderAsync();
        var offer = OfferId.For(order.Id, 1);

        await SaveAsync(order.Id, offer, 1, """{"b": 1, "a": "\u0000\ud800", "big": 12345678901234567890.123456789}""");
        var again = await SaveAsync(order.Id, null, 1, """{"other": true}""");
        await SaveAsync(order.Id, null, 2, "{}");

        var kept = new StoredDecision(1, offer, """{"b": 1, "a": "\u0000\ud800", "big": 12345678901234567890.123456789}""", Given.Now);
        Assert.Equal(kept, again);
        Assert.Equal([kept, new StoredDecision(2, null, "{}", Given.Now)], await Database.Decisions.ForOrderAsync(order.Id));
    }

    private Task<StoredDecision> SaveAsync(OrderId order, OfferId? offer, int attempt, string json) =>
        Database.Source.InTransactionAsync(connection => Database.Decisions.SaveAsync(connection, offer, order, attempt, json, Given.Now));
}
