using System.Text.Json.Nodes;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

[Collection(nameof(PaynodeCollection))]
public sealed class IdempotencyTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const int Callers = 64;

    public Task InitializeAsync() => paynode.StartProviderAsync("USDC-NGN", "1500", Behaviour.Pay);

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("a\tb")]
    public async Task Whatever_creates_asks_for_a_printable_key(string? key)
    {
        foreach (var (api, path, body) in CreatingEndpoints())
        {
            (await api.PostAsync(path, body, key)).RequireProblem(400, "idempotency_key_required");
        }
    }

    [Fact]
    public async Task A_key_has_at_most_128_characters()
    {
        foreach (var (api, path, body) in CreatingEndpoints())
        {
            (await api.PostAsync(path, body, new string('k', 129))).RequireProblem(400, "idempotency_key_required");
        }
    }

    [Fact]
    public async Task The_same_key_and_body_get_the_same_answer()
    {
        var (quoteKey, orderKey) = (PaynodeStack.NewKey(), PaynodeStack.NewKey());
        var body = new { corridor = "USDC-NGN", amount = "10" };
        var quote = await paynode.Sender.PostAsync("/v1/quotes", body, quoteKey);
        Assert.Equal(quote.Text, (await paynode.Sender.PostAsync("/v1/quotes", body, quoteKey)).Text);

        var orderBody = PaynodeStack.OrderBody((string)quote.Require(201)["id"]!);
        var order = await paynode.Sender.PostAsync("/v1/orders", orderBody, orderKey);
        var again = await paynode.Sender.PostAsync("/v1/orders", orderBody, orderKey);
        order.Require(201);
        Assert.Equal(order, again with { Body = order.Body });
    }

    [Fact]
    public async Task A_secret_is_shown_again_to_whoever_repeats_its_request()
    {
        var key = PaynodeStack.NewKey();
        var first = (await paynode.Operator.PostAsync("/v1/tenants", new { name = "Twice" }, key)).Require(201);
        var second = (await paynode.Operator.PostAsync("/v1/tenants", new { name = "Twice" }, key)).Require(201);
        Assert.Equal((string)first["apiKey"]!, (string)second["apiKey"]!);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var key = PaynodeStack.NewKey();
        var body = PaynodeStack.OrderBody(await paynode.QuoteAsync("USDC-NGN", "10"));
        (await paynode.Sender.PostAsync("/v1/orders", body, key)).Require(201);

        var other = PaynodeStack.OrderBody(await paynode.QuoteAsync("USDC-NGN", "10"));
        (await paynode.Sender.PostAsync("/v1/orders", other, key)).RequireProblem(422, "idempotency_key_reused");
    }

    [Fact]
    public async Task A_refused_request_does_not_use_its_key_up()
    {
        var key = PaynodeStack.NewKey();
        var quote = await paynode.QuoteAsync("USDC-NGN", "10");
        (await paynode.Sender.PostAsync("/v1/orders", new { quoteId = quote }, key)).RequireProblem(400, "recipient_invalid");
        (await paynode.Sender.PostAsync("/v1/orders", PaynodeStack.OrderBody(quote), key)).Require(201);
    }

    [Fact]
    public async Task A_key_means_something_else_at_another_door_and_to_another_tenant()
    {
        var (key, other) = (PaynodeStack.NewKey(), await paynode.NewSenderAsync());
        var quote = (await paynode.Sender.PostAsync("/v1/quotes", new { corridor = "USDC-NGN", amount = "10" }, key)).Require(201);
        var order = (await paynode.Sender.PostAsync("/v1/orders", PaynodeStack.OrderBody((string)quote["id"]!), key)).Require(201);

        var otherQuote = (await other.PostAsync("/v1/quotes", new { corridor = "USDC-NGN", amount = "11" }, key)).Require(201);
        var otherOrder = (await other.PostAsync("/v1/orders", PaynodeStack.OrderBody((string)otherQuote["id"]!), key)).Require(201);
        Assert.NotEqual((string)order["id"]!, (string)otherOrder["id"]!);
    }

    [Fact]
    public async Task The_same_key_from_64_callers_at_once_makes_one_order_and_one_answer()
    {
        var sender = await paynode.NewSenderAsync();
        var body = PaynodeStack.OrderBody(await paynode.QuoteAsync("USDC-NGN", "10", sender));
        var key = PaynodeStack.NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => sender.PostAsync("/v1/orders", body, key))));

        Assert.All(answers, answer => answer.Require(201));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Single(await OrdersOfAsync(sender));
    }

    [Fact]
    public async Task Sixty_four_keys_at_once_on_one_quote_make_one_order()
    {
        var sender = await paynode.NewSenderAsync();
        var body = PaynodeStack.OrderBody(await paynode.QuoteAsync("USDC-NGN", "10", sender));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => Task.Run(() => sender.PostAsync("/v1/orders", body, PaynodeStack.NewKey()))));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.RequireProblem(409, "quote_used"));
        Assert.Single(await OrdersOfAsync(sender));
    }

    private static async Task<JsonArray> OrdersOfAsync(Api sender) =>
        (await sender.GetAsync("/v1/orders?limit=100")).Require(200)["orders"]!.AsArray();

    private (Api Api, string Path, object Body)[] CreatingEndpoints() =>
    [
        (paynode.Sender, "/v1/quotes", new { corridor = "USDC-NGN", amount = "10" }),
        (paynode.Sender, "/v1/orders", PaynodeStack.OrderBody(Guid.NewGuid().ToString())),
        (paynode.Operator, "/v1/tenants", new { name = "T" }),
        (paynode.Operator, "/v1/providers", new
        {
            name = "P", baseUrl = "http://127.0.0.1:9/", settlementAddress = PaynodeStack.NewAddress(), corridors = new[] { "USDC-NGN" },
        }),
    ];
}
