using System.Text.Json.Nodes;
using Paynode.LocalServices;
using Paynode.Samples.Provider;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

/// <summary>A reorganisation of the real chain takes a lock away after it counted as final enough.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class WithdrawnFundsTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const string Corridor = "USDC-KES";

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task Nobody_is_asked_to_pay_while_the_funds_are_gone_and_the_order_goes_on_when_they_are_back()
    {
        var (provider, api) = await paynode.StartMuteProviderAsync(Corridor);
        var (order, payer) = await FundedAsync();
        var offer = await OfferedAsync(provider, order, 1);

        await LoseTheLockAsync(order);
        (await api.ReportAsync(offer, "accept")).RequireProblem(409, "offer_closed");
        Assert.Contains("escrow.locked.withdrawn", await paynode.HistoryAsync(order));
        Assert.Contains("offer.lapsed", await paynode.HistoryAsync(order));
        var other = await paynode.StartProviderAsync(Corridor, "101", Behaviour.Pay);
        await paynode.RequireInvariantsAsync();
        Assert.Empty(other.Offers);
        Assert.Equal("pending", (string)(await OrderAsync(order))["state"]!);

        await paynode.ApproveAndLockAsync(order, payer);
        await EventAsync(order, "deposit.restored");
        await PaynodeStack.UntilAsync(() => provider.Offers.Concat(other.Offers).Count(it => $"{it.Offer.OrderId}" == (string)order["id"]!) == 2);
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task A_provider_that_had_accepted_may_pay_and_its_release_waits_for_the_funds()
    {
        var (provider, api) = await paynode.StartMuteProviderAsync(Corridor);
        var (order, payer) = await FundedAsync();
        var offer = await OfferedAsync(provider, order, 1);
        (await api.ReportAsync(offer, "accept")).Require(200);

        await LoseTheLockAsync(order);
        (await api.ReportAsync(offer, "fulfil", new { reference = "receipt-1", paid = order["payout"], paidAt = DateTimeOffset.UtcNow })).Require(200);
        var settling = await paynode.WaitForAsync(order, "settling");
        Assert.DoesNotContain(settling["transactions"]!.AsArray(), it => (string)it!["kind"]! == "release");

        await paynode.ApproveAndLockAsync(order, payer);
        var settled = await paynode.WaitForAsync(order, "settled");
        Assert.Single(settled["transactions"]!.AsArray(), it => (string)it!["kind"]! == "release");
        await paynode.RequireInvariantsAsync();
    }

    private async Task<(JsonNode Order, string Payer)> FundedAsync()
    {
        var order = await paynode.OrderAsync(Corridor, "100");
        var payer = await paynode.NewPayerAsync(order);
        await paynode.ApproveAndLockAsync(order, payer);
        return (order, payer);
    }

    private static async Task<string> OfferedAsync(SampleProvider provider, JsonNode order, int count)
    {
        await PaynodeStack.UntilAsync(() => Of().Count() == count);
        return $"{Of().Last().Offer.OfferId}";

        IEnumerable<Samples.Provider.Offers.OfferRecord> Of() => provider.Offers.Where(it => $"{it.Offer.OrderId}" == (string)order["id"]!);
    }

    // Another fork wins that does not have the lock: its block, and all after it, are replaced by empty ones.
    private async Task LoseTheLockAsync(JsonNode order)
    {
        var funded = (await OrderAsync(order))["transactions"]!.AsArray().Single(it => (string)it!["kind"]! == "lock")!;
        var receipt = await paynode.Chain.CallAsync<JsonObject>("eth_getTransactionReceipt", (string)funded["hash"]!);
        var block = Convert.ToInt64((string)receipt!["blockNumber"]!, 16);
        var head = Convert.ToInt64(await paynode.Chain.CallAsync<string>("eth_blockNumber"), 16);
        await paynode.Chain.CallAsync<object>("anvil_reorg", head - block + 1, Array.Empty<object>());
        await EventAsync(order, "escrow.locked.withdrawn");
    }

    private async Task EventAsync(JsonNode order, string type)
    {
        var deadline = DateTime.UtcNow + HangLimit.OfWait;
        while (!(await paynode.HistoryAsync(order)).Contains(type))
        {
            Assert.True(DateTime.UtcNow < deadline, $"{type} did not happen: {string.Join(", ", await paynode.HistoryAsync(order))}");
            await Task.Delay(100);
        }
    }

    private async Task<JsonNode> OrderAsync(JsonNode order) => (await paynode.Sender.GetAsync($"/v1/orders/{order["id"]}")).Require(200);
}
