using System.Text.Json.Nodes;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

/// <summary>Mobile money in Zambia pays whole kwacha here, a bank pays ngwee.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class PayoutStepTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const string Corridor = "USDC-ZMW";

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Theory]
    [InlineData(null, "1")]
    [InlineData("mobile_money", "1")]
    [InlineData("bank", "0.01")]
    public async Task A_payout_is_rounded_down_to_what_the_method_pays_and_the_difference_is_named(string? method, string step)
    {
        await paynode.StartProviderAsync(Corridor, "26.5075", Behaviour.Pay);

        var quote = (await QuoteAsync("10", null, method)).Require(201);

        var (payout, cut, exact) = (Amount(quote["payout"]), Amount(quote["roundedOff"]), Amount(quote["source"]) - Amount(quote["fee"]));
        Assert.Equal(0, payout % decimal.Parse(step, null));
        Assert.Equal(decimal.Round(exact * decimal.Parse((string)quote["rate"]!, null), 2, MidpointRounding.ToZero), payout + cut);
        Assert.Equal(method == "bank", cut == 0);
        var read = (await paynode.Sender.GetAsync($"/v1/quotes/{quote["id"]}")).Require(200);
        Assert.Equal((payout, cut), (Amount(read["payout"]), Amount(read["roundedOff"])));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("mobile_money")]
    public async Task A_payout_off_the_step_is_refused_whoever_is_there(string? method)
    {
        (await QuoteAsync(null, "260.50", method)).RequireProblem(400, "payout_off_step");
        await paynode.StartProviderAsync(Corridor, "26.5075", Behaviour.Pay);

        (await QuoteAsync(null, "260.50", method)).RequireProblem(400, "payout_off_step");
        Assert.Equal(260m, Amount((await QuoteAsync(null, "260", method)).Require(201)["payout"]));
        Assert.Equal(260.50m, Amount((await QuoteAsync(null, "260.50", "bank")).Require(201)["payout"]));
    }

    [Fact]
    public async Task A_quote_for_a_bank_is_not_taken_up_for_mobile_money_that_cannot_pay_it()
    {
        await paynode.StartProviderAsync(Corridor, "26.5075", Behaviour.Pay);
        var quote = (await QuoteAsync(null, "260.50", "bank")).Require(201);

        (await OrderAsync(quote, "mobile_money")).RequireProblem(400, "payout_off_step");
        (await OrderAsync(quote, "bank")).Require(201);
    }

    [Fact]
    public async Task A_method_that_is_not_known_is_refused() =>
        (await QuoteAsync("10", null, "pigeon")).RequireProblem(400, "method_unknown");

    [Fact]
    public async Task A_provider_that_pays_tens_gets_no_order_off_them()
    {
        var provider = new
        {
            name = "Tens", baseUrl = "http://127.0.0.1:9/", settlementAddress = PaynodeStack.NewAddress(), corridors = new[] { Corridor },
            payoutSteps = new[] { new { amount = "10", currency = "ZMW" } },
        };
        var registered = (await paynode.Operator.PostAsync("/v1/providers", provider, PaynodeStack.NewKey())).Require(201);
        var api = new ProviderApi(paynode.Stack.Host.Url, new((string)registered["id"]!, (string)registered["secret"]!));
        (await api.PutAsync("/v1/provider/rates", new { rates = new[] { new { corridor = Corridor, rate = "26.5075", minAmount = "1", maxAmount = "1000" } } })).Require(204);
        (await api.PutAsync("/v1/provider/liquidity", new { balances = new[] { new { currency = "ZMW", available = "100000.00" } } })).Require(204);

        (await QuoteAsync(null, "265", "bank")).RequireProblem(400, "payout_off_step");
        Assert.Equal(260m, Amount((await QuoteAsync("10", null, "bank")).Require(201)["payout"]));
        Assert.Equal(270m, Amount((await QuoteAsync(null, "270", "bank")).Require(201)["payout"]));
        var listed = (await paynode.Operator.GetAsync("/v1/providers")).Require(200)["providers"]!.AsArray().Single(it => (string)it!["id"]! == (string)registered["id"]!);
        Assert.Equal("10.00", (string)listed!["payoutSteps"]![0]!["amount"]!);
    }

    [Theory]
    [InlineData("0", "ZMW")]
    [InlineData("0.001", "ZMW")]
    [InlineData("1", "TZS")]
    [InlineData("1", null)]
    [InlineData(null, "ZMW")]
    public async Task A_provider_with_a_step_that_cannot_be_is_refused(string? amount, string? currency)
    {
        var provider = new
        {
            name = "P", baseUrl = "http://127.0.0.1:9/", settlementAddress = PaynodeStack.NewAddress(), corridors = new[] { Corridor },
            payoutSteps = new[] { new { amount, currency } },
        };

        (await paynode.Operator.PostAsync("/v1/providers", provider, PaynodeStack.NewKey())).RequireProblem(400, "payout_step_invalid");
    }

    private static decimal Amount(JsonNode? message) => decimal.Parse((string)message!["amount"]!, System.Globalization.CultureInfo.InvariantCulture);

    private Task<Answer> QuoteAsync(string? amount, string? payoutAmount, string? method) =>
        paynode.Sender.PostAsync("/v1/quotes", new { corridor = Corridor, amount, payoutAmount, method }, PaynodeStack.NewKey());

    private Task<Answer> OrderAsync(JsonNode quote, string method)
    {
        var body = PaynodeStack.OrderBody((string)quote["id"]!, "0123456789");
        return paynode.Sender.PostAsync("/v1/orders", WithMethod(body, method), PaynodeStack.NewKey());
    }

    private static JsonNode WithMethod(object body, string method)
    {
        var node = System.Text.Json.JsonSerializer.SerializeToNode(body)!;
        node["recipient"]!["method"] = method;
        return node;
    }
}
