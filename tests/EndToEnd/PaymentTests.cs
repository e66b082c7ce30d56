using System.Numerics;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

[Collection(nameof(PaynodeCollection))]
public sealed class PaymentTests(PaynodeStack paynode) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task A_funded_order_is_paid_out_and_settled_from_the_escrow()
    {
        var provider = await paynode.StartProviderAsync("USDC-NGN", "1500.25", Behaviour.Pay);
        var order = await paynode.OrderAsync("USDC-NGN", "100");
        await paynode.FundAsync(order);

        var settled = await paynode.WaitForAsync(order, "settled");

        var payout = Assert.Single(provider.Payouts);
        Assert.Equal(decimal.Parse((string)order["payout"]!["amount"]!, System.Globalization.CultureInfo.InvariantCulture), payout.Amount.Amount);
        Assert.Equal(["lock", "release"], settled["transactions"]!.AsArray().Select(it => (string)it!["kind"]!).ToArray());
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task Every_step_is_in_the_history_in_order()
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500.25", Behaviour.Pay);
        var order = await paynode.OrderAsync("USDC-NGN", "100");
        await paynode.FundAsync(order);
        await paynode.WaitForAsync(order, "settled");

        Assert.Equal(
            ["initiated", "deposited", "pending", "offer.made", "offer.accepted", "fulfilling", "offer.fulfilled", "fulfilled", "validated", "settling", "settled"],
            await paynode.HistoryAsync(order));
    }

    [Theory]
    [InlineData("decline")]
    [InlineData("silent")]
    [InlineData("fail")]
    [InlineData("fail-after-paid")]
    public async Task When_the_best_provider_does_not_pay_the_next_one_does(string behaviour)
    {
        var bad = await paynode.StartProviderAsync("USDC-NGN", "1501", Behaviour.Create(behaviour, 1, null, null, null));
        var order = await paynode.OrderAsync("USDC-NGN", "50");
        await paynode.FundAsync(order);
        await PaynodeStack.UntilAsync(() => bad.Offers.Count == 1);
        var good = await paynode.StartProviderAsync("USDC-NGN", "1500", Behaviour.Pay);

        await paynode.WaitForAsync(order, "settled");

        Assert.Single(good.Payouts);
        Assert.Single(bad.Offers);
        var decisions = (await paynode.Sender.GetAsync($"/v1/orders/{order["id"]}/decision")).Require(200)["decisions"]!.AsArray();
        Assert.Equal(2, decisions.Count);
        Assert.Contains("offer.made", await paynode.HistoryAsync(order));
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task An_order_that_nobody_can_pay_is_refunded_in_full()
    {
        var refused = new Dictionary<string, string> { ["0000000000"] = "invalid_account" };
        await paynode.StartProviderAsync("USDC-KES", "129.1", Behaviour.Pay, refused: refused);
        await paynode.StartProviderAsync("USDC-KES", "129", Behaviour.Pay, refused: refused);
        var order = await paynode.OrderAsync("USDC-KES", "70", account: "0000000000");
        await paynode.FundAsync(order);

        var refunded = await paynode.WaitForAsync(order, "refunded");

        var token = (string)order["deposit"]!["tokenAddress"]!;
        Assert.Equal(new BigInteger(70_000_000), await paynode.BalanceAsync(token, (string)refunded["refundAddress"]!));
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task A_deposit_address_funds_an_order_too()
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500.25", Behaviour.Pay);
        var order = await paynode.OrderAsync("USDC-NGN", "100");
        var payer = await paynode.NewPayerAsync(order);
        await TransferAsync(payer, order, 100_000_000);

        await paynode.WaitForAsync(order, "settled");
        await paynode.RequireInvariantsAsync();
    }

    private Task TransferAsync(string payer, System.Text.Json.Nodes.JsonNode order, long minor) => paynode.SendAsync(
        payer,
        (string)order["deposit"]!["tokenAddress"]!,
        "0xa9059cbb" + PaynodeStack.Word(((string)order["deposit"]!["address"]!)[2..]) + PaynodeStack.Word(minor.ToString("x", null)));
}
