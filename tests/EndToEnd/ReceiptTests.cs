using System.Text.Json.Nodes;
using Paynode.Samples.Provider;

namespace Paynode.EndToEnd;

/// <summary>One receipt pays one order.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class ReceiptTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const string Corridor = "USDC-KES";

    private SampleProvider provider = null!;
    private ProviderApi api = null!;

    public async Task InitializeAsync() => (provider, api) = await paynode.StartMuteProviderAsync(Corridor);

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Theory]
    [InlineData("QGH7X2K1AB")]
    [InlineData("qgh7x2k1ab")]
    public async Task Fulfil_ReferenceOfAnotherOffer_Returns409AndReleasesNothing(string again)
    {
        var ((paid, first), (unpaid, second)) = (await AcceptedAsync(), await AcceptedAsync());
        (await FulfilAsync(paid, first, "QGH7X2K1AB")).Require(200);

        (await FulfilAsync(unpaid, second, again)).RequireProblem(409, "reference_used");
        (await FulfilAsync(unpaid, second, again)).RequireProblem(409, "reference_used");
        (await FulfilAsync(paid, first, "QGH7X2K1AB")).Require(200);
        (await FulfilAsync(paid, first, again)).Require(200);

        var refused = Assert.Single(await EventsAsync(unpaid), it => (string)it!["type"]! == "offer.fulfilled.refused");
        Assert.Equal(("reference_used", again), ((string)refused!["data"]!["problem"]!, (string)refused["data"]!["reference"]!));
        Assert.Equal("fulfilling", (string)(await OrderAsync(unpaid))["state"]!);
        await paynode.WaitForAsync(paid, "settled");

        (await api.ReportAsync(second, "fail", new { code = "other", reason = "Not paid." })).Require(200);
        var refunded = await paynode.WaitForAsync(unpaid, "refunded");
        Assert.DoesNotContain(refunded["transactions"]!.AsArray(), it => (string)it!["kind"]! == "release");
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task Fulfil_WithAnotherReference_Returns409AndIsInTheHistory()
    {
        var (order, offer) = await AcceptedAsync();
        (await FulfilAsync(order, offer, "A1")).Require(200);
        (await FulfilAsync(order, offer, "A1")).Require(200);
        (await FulfilAsync(order, offer, "A2")).RequireProblem(409, "offer_already_reported");

        await paynode.WaitForAsync(order, "settled");
        (await FulfilAsync(order, offer, "A3")).RequireProblem(409, "offer_already_reported");
        (await FulfilAsync(order, offer, "A1")).Require(200);
        var refused = Assert.Single(await EventsAsync(order), it => (string)it!["type"]! == "offer.fulfilled.refused");
        Assert.Equal(("offer_already_reported", "A2"), ((string)refused!["data"]!["problem"]!, (string)refused["data"]!["reference"]!));
        Assert.Single(await EventsAsync(order), it => (string)it!["type"]! == "offer.fulfilled");
        Assert.Single((await OrderAsync(order))["transactions"]!.AsArray(), it => (string)it!["kind"]! == "release");
    }

    [Fact]
    public async Task Fulfil_ReferenceOfAnotherProvidersOffer_IsAnotherReceipt()
    {
        var (order, offer) = await AcceptedAsync();
        (await FulfilAsync(order, offer, "SHARED")).Require(200);
        await paynode.StopProvidersAsync();
        (provider, api) = await paynode.StartMuteProviderAsync(Corridor);

        var (other, itsOffer) = await AcceptedAsync();
        (await FulfilAsync(other, itsOffer, "SHARED")).Require(200);
        await paynode.WaitForAsync(order, "settled");
        await paynode.WaitForAsync(other, "settled");
    }

    private async Task<(JsonNode Order, Guid Offer)> AcceptedAsync()
    {
        var order = await paynode.OrderAsync(Corridor, "10");
        await paynode.FundAsync(order);
        await PaynodeStack.UntilAsync(() => provider.Offers.Any(it => $"{it.Offer.OrderId}" == (string)order["id"]!));
        var offer = provider.Offers.Single(it => $"{it.Offer.OrderId}" == (string)order["id"]!).Offer.OfferId;
        (await api.ReportAsync(offer, "accept")).Require(200);
        return (order, offer);
    }

    private Task<Answer> FulfilAsync(JsonNode order, Guid offer, string reference) =>
        api.ReportAsync(offer, "fulfil", new { reference, paid = order["payout"] });

    private async Task<JsonNode> OrderAsync(JsonNode order) => (await paynode.Sender.GetAsync($"/v1/orders/{order["id"]}")).Require(200);

    private async Task<JsonArray> EventsAsync(JsonNode order) =>
        (await paynode.Sender.GetAsync($"/v1/orders/{order["id"]}/events")).Require(200)["events"]!.AsArray();
}
