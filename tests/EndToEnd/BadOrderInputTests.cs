using System.Text.Json;
using System.Text.Json.Nodes;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

/// <summary>Quotes and orders that cannot be.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class BadOrderInputTests(PaynodeStack paynode) : IAsyncLifetime
{
    private static readonly string[] MalformedAmounts =
    [
        "", " ", " 1", "1 ", "-1", "+1", "1e2", "1E2", "0x10", "1,000", "1_000", "1.", ".5", ".", "1.2.3", "NaN", "Infinity", "ten", "\u0661", "1\0",
        new string('9', 65),
    ];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task An_amount_is_a_plain_decimal_string()
    {
        foreach (var amount in MalformedAmounts)
        {
            (await QuoteAsync(amount: amount)).RequireProblem(400, "amount_malformed");
            (await QuoteAsync(payoutAmount: amount)).RequireProblem(400, "amount_malformed");
        }
    }

    [Theory]
    [InlineData("0", null, "amount_not_positive")]
    [InlineData("0.000000", null, "amount_not_positive")]
    [InlineData(null, "0.00", "amount_not_positive")]
    [InlineData("0.0000001", null, "amount_over_precise")]
    [InlineData("1.0000000", null, "amount_over_precise")]
    [InlineData(null, "1.001", "amount_over_precise")]
    [InlineData("1000000000000000000000000000000000000", null, "amount_too_large")]
    [InlineData("100000000000000000000", null, "amount_out_of_range")]
    [InlineData("0.000001", null, "amount_out_of_range")]
    [InlineData("0.999999", null, "amount_out_of_range")]
    [InlineData("1000.000001", null, "amount_out_of_range")]
    [InlineData(null, "100000000000000000000", "amount_out_of_range")]
    [InlineData(null, null, "amount_missing")]
    [InlineData("1", "1500", "amount_ambiguous")]
    public async Task An_amount_that_cannot_be_is_refused(string? amount, string? payoutAmount, string code) =>
        (await QuoteAsync(amount: amount, payoutAmount: payoutAmount)).RequireProblem(400, code);

    [Theory]
    [InlineData("0.01")]
    [InlineData("500.00")]
    [InlineData("1400.00")]
    [InlineData("1600000.00")]
    [InlineData("100000000.00")]
    public async Task Quote_PayoutBeyondTheCorridorsLimits_Returns400(string payoutAmount)
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500", Behaviour.Pay);
        var answer = await QuoteAsync(payoutAmount: payoutAmount);
        answer.RequireProblem(400, "amount_out_of_range");
        Assert.Equal("payoutAmount", (string?)answer.Body!["field"]);
    }

    [Theory]
    [InlineData("1495.00")]
    [InlineData("15000.00")]
    public async Task Quote_PayoutWithinTheCorridorsLimits_Succeeds(string payoutAmount)
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500", Behaviour.Pay);
        (await QuoteAsync(payoutAmount: payoutAmount)).Require(201);
    }

    [Fact]
    public async Task Quote_PayoutThatNobodyHoldsNow_Returns503()
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500", Behaviour.Pay, balance: 100_000m);
        (await QuoteAsync(payoutAmount: "150000.00")).RequireProblem(503, "no_liquidity");
    }

    [Fact]
    public async Task A_payout_that_costs_more_than_the_corridors_limit_is_refused()
    {
        // The provider would take it; with the quote's buffer and the fee it costs more than 1,000.
        await paynode.StartProviderAsync("USDC-NGN", "1500", Behaviour.Pay);
        (await QuoteAsync(payoutAmount: "1492000.00")).RequireProblem(400, "amount_out_of_range");
    }

    [Fact]
    public async Task A_corridor_is_one_that_paynode_serves()
    {
        string?[] corridors =
        [
            null, "", "-", "USDC", "USDC-", "-NGN", "USDC-XXX", "XXX-NGN", "usdc-ngn", "NGN-USDC", "USDC-USDC", "NGN-NGN", "USDC_NGN", "USDC-NGN-KES",
            "USDC-NGN ", "USDC\0-NGN", "USDC-EUR", "USDT-NGN", new string('A', 10_000),
        ];
        foreach (var corridor in corridors)
        {
            (await QuoteAsync(corridor, "10")).RequireProblem(400, "corridor_unknown");
        }
    }

    [Fact]
    public async Task Without_a_provider_there_is_no_liquidity() =>
        (await QuoteAsync(amount: "10")).RequireProblem(503, "no_liquidity");

    [Fact]
    public async Task An_expired_quote_makes_no_order()
    {
        await paynode.StartProviderAsync("USDC-ZAR", "18", Behaviour.Pay);
        var quote = (await QuoteAsync("USDC-ZAR", "10")).Require(201);
        var expiresAt = (DateTimeOffset)quote["expiresAt"]!;
        await PaynodeStack.UntilAsync(() => DateTimeOffset.UtcNow > expiresAt);

        (await OrderAsync(OrderJson((string)quote["id"]!))).RequireProblem(409, "quote_expired");
    }

    [Fact]
    public async Task A_used_quote_makes_no_second_order()
    {
        var quote = await NewQuoteAsync();
        (await OrderAsync(OrderJson(quote))).Require(201);
        (await OrderAsync(OrderJson(quote))).RequireProblem(409, "quote_used");
    }

    [Fact]
    public async Task A_quote_that_does_not_exist_makes_no_order()
    {
        foreach (var quote in new[] { "", "x", "\0", Guid.NewGuid().ToString(), Guid.NewGuid().ToString("B"), Guid.Empty.ToString(), new string('1', 5000) })
        {
            (await OrderAsync(OrderJson(quote))).RequireProblem(404, "quote_unknown");
        }

        var order = OrderJson("");
        order.Remove("quoteId");
        (await OrderAsync(order)).RequireProblem(404, "quote_unknown");
    }

    [Fact]
    public async Task Another_tenants_quotes_and_orders_do_not_exist()
    {
        var (quote, other) = (await NewQuoteAsync(), await paynode.NewSenderAsync());
        (await other.GetAsync($"/v1/quotes/{quote}")).RequireProblem(404, "quote_unknown");
        (await other.PostAsync("/v1/orders", OrderJson(quote), PaynodeStack.NewKey())).RequireProblem(404, "quote_unknown");

        var order = (string)(await OrderAsync(OrderJson(quote))).Require(201)["id"]!;
        foreach (var part in new[] { "", "/events", "/decision" })
        {
            (await other.GetAsync($"/v1/orders/{order}{part}")).RequireProblem(404, "order_unknown");
        }

        (await other.PostAsync($"/v1/orders/{order}/cancel", new { })).RequireProblem(404, "order_unknown");
        Assert.Empty((await other.GetAsync("/v1/orders")).Require(200)["orders"]!.AsArray());
        Assert.Equal("initiated", (string)(await paynode.Sender.GetAsync($"/v1/orders/{order}")).Require(200)["state"]!);
    }

    [Fact]
    public async Task What_is_no_id_names_nothing()
    {
        foreach (var id in new[] { "x", "1", "%20", "%0a", "%f0%9f%92%b8", Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString(), new string('a', 3000) })
        {
            (await paynode.Sender.GetAsync($"/v1/orders/{id}")).RequireProblem(404, "order_unknown");
            (await paynode.Sender.GetAsync($"/v1/orders/{id}/events")).RequireProblem(404, "order_unknown");
            (await paynode.Sender.PostAsync($"/v1/orders/{id}/cancel", new { })).RequireProblem(404, "order_unknown");
            (await paynode.Sender.GetAsync($"/v1/quotes/{id}")).RequireProblem(404, "quote_unknown");
        }
    }

    [Fact]
    public async Task Funds_go_back_only_to_an_address_that_can_receive_them()
    {
        string?[] addresses =
        [
            null, "", " ", "0x", "ada.eth", "0x12", "0x0000000000000000000000000000000000000000", "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed1", "0xzzAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\0", paynode.Stack.Contracts.Escrow, paynode.Stack.Contracts.Token,
        ];
        var quote = await NewQuoteAsync();
        foreach (var address in addresses)
        {
            var order = OrderJson(quote);
            order["refundAddress"] = address;
            (await OrderAsync(order)).RequireProblem(400, "address_invalid");
        }
    }

    [Theory]
    [InlineData("institution")]
    [InlineData("accountIdentifier")]
    [InlineData("accountName")]
    [InlineData("memo")]
    public async Task A_recipient_is_plain_text_of_at_most_140_characters(string field)
    {
        string?[] texts = ["a\0b", "\u0007", "a\nb", "\u001b[2J", "\u0085", new string('x', 141), .. field == "memo" ? Array.Empty<string?>() : [null, "", " ", "\t"]];
        foreach (var text in texts)
        {
            var order = OrderJson(Guid.NewGuid().ToString());
            order["recipient"]![field] = text;
            (await OrderAsync(order)).RequireProblem(400, "recipient_invalid");
        }
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_no_text()
    {
        var body = OrderJson(Guid.NewGuid().ToString()).ToJsonString().Replace("Ada Obi", "Ada \\ud83d Obi", StringComparison.Ordinal);
        (await paynode.Sender.PostRawAsync("/v1/orders", body, PaynodeStack.NewKey())).RequireProblem(400, "body_malformed");
    }

    [Fact]
    public async Task Names_in_every_script_are_kept_as_they_are()
    {
        const string Name = "Adaobi Ọ́lá 李小龍 👩🏾‍💼";
        var order = OrderJson(await NewQuoteAsync());
        order["recipient"]!["accountName"] = Name;
        Assert.Equal(Name, (string)(await OrderAsync(order)).Require(201)["recipient"]!["accountName"]!);
    }

    [Fact]
    public async Task A_recipients_method_is_one_of_two()
    {
        var order = OrderJson(Guid.NewGuid().ToString());
        order["recipient"]!["method"] = "cash";
        (await OrderAsync(order)).RequireProblem(400, "recipient_invalid");
    }

    [Fact]
    public async Task A_reference_is_short_plain_and_used_once()
    {
        foreach (var text in new[] { "", " ", "a b", "a/b", "é", "\0", new string('r', 65) })
        {
            var bad = OrderJson(Guid.NewGuid().ToString());
            bad["reference"] = text;
            (await OrderAsync(bad)).RequireProblem(400, "reference_invalid");
        }

        var reference = PaynodeStack.NewKey();
        var first = OrderJson(await NewQuoteAsync());
        var second = OrderJson(await paynode.QuoteAsync("USDC-NGN", "10"));
        first["reference"] = reference;
        second["reference"] = reference;
        (await OrderAsync(first)).Require(201);
        (await OrderAsync(second)).RequireProblem(409, "reference_taken");
    }

    [Fact]
    public async Task Spoiled_quotes_and_orders_are_refused_and_never_an_error()
    {
        var quote = await NewQuoteAsync();
        foreach (var body in SpoiledJson.Of(new { corridor = "USDC-NGN", amount = "10" }))
        {
            BadInputTests.RequireNoError(body, await paynode.Sender.PostRawAsync("/v1/quotes", body, PaynodeStack.NewKey()));
        }

        foreach (var body in SpoiledJson.Of(OrderJson(quote)))
        {
            BadInputTests.RequireNoError(body, await paynode.Sender.PostRawAsync("/v1/orders", body, PaynodeStack.NewKey()));
        }
    }

    [Theory]
    [InlineData("limit=0", "limit_invalid")]
    [InlineData("limit=101", "limit_invalid")]
    [InlineData("limit=-1", "limit_invalid")]
    [InlineData("limit=1e1", "limit_invalid")]
    [InlineData("limit=99999999999", "limit_invalid")]
    [InlineData("limit=1&limit=2", "limit_invalid")]
    [InlineData("limit=%00", "limit_invalid")]
    [InlineData("state=paid", "state_unknown")]
    [InlineData("state=INITIATED", "state_unknown")]
    [InlineData("state=0", "state_unknown")]
    [InlineData("state=initiated&state=settled", "state_unknown")]
    [InlineData("cursor=x", "cursor_malformed")]
    [InlineData("cursor=%00", "cursor_malformed")]
    [InlineData("cursor=%F0%9F%92%B8", "cursor_malformed")]
    [InlineData("cursor=________________________________", "cursor_malformed")]
    [InlineData("cursor=f_______________________________", "cursor_malformed")]
    public async Task A_list_takes_only_what_it_knows(string query, string code) =>
        (await paynode.Sender.GetAsync($"/v1/orders?{query}")).RequireProblem(400, code);

    [Fact]
    public async Task The_earliest_cursor_that_can_be_is_an_empty_page() =>
        Assert.Empty((await paynode.Sender.GetAsync($"/v1/orders?cursor={new string('A', 32)}")).Require(200)["orders"]!.AsArray());

    private static JsonObject OrderJson(string quoteId) => JsonSerializer.SerializeToNode(PaynodeStack.OrderBody(quoteId))!.AsObject();

    private Task<Answer> OrderAsync(JsonObject order) => paynode.Sender.PostAsync("/v1/orders", order, PaynodeStack.NewKey());

    private Task<Answer> QuoteAsync(string? corridor = "USDC-NGN", string? amount = null, string? payoutAmount = null) =>
        paynode.Sender.PostAsync("/v1/quotes", new { corridor, amount, payoutAmount }, PaynodeStack.NewKey());

    private async Task<string> NewQuoteAsync()
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500", Behaviour.Pay);
        return await paynode.QuoteAsync("USDC-NGN", "10");
    }
}
