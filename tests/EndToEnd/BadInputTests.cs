using System.Net.Http.Headers;
using System.Text;

namespace Paynode.EndToEnd;

/// <summary>What no door lets in, whatever it is for.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class BadInputTests(PaynodeStack paynode)
{
    private const string Order = "01990000-0000-7000-8000-000000000000";

    private static readonly string[] MalformedBodies =
    [
        "", " ", "{", "}", "{]", "nul", "null", "[]", "42", "\"text\"", "{\"amount\"}", "{\"amount\":}", "{'amount':'1'}", "{\"amount\":\"1\",}",
        "{\"amount\":\"1\"} {}", "// comment\n{}", "{\"surprise\":\"1\"}", "{\"\\ud800\":\"1\"}", "\ufeff{}",
        string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40),
    ];

    [Fact]
    public async Task Every_door_refuses_a_body_that_is_not_its_json()
    {
        var provider = await RegisterAsync();
        foreach (var body in MalformedBodies)
        {
            (await paynode.Sender.PostRawAsync("/v1/quotes", body, PaynodeStack.NewKey())).RequireProblem(400, "body_malformed");
            (await paynode.Sender.PostRawAsync("/v1/orders", body, PaynodeStack.NewKey())).RequireProblem(400, "body_malformed");
            (await paynode.Operator.PostRawAsync("/v1/tenants", body, PaynodeStack.NewKey())).RequireProblem(400, "body_malformed");
            (await paynode.Operator.PostRawAsync("/v1/providers", body, PaynodeStack.NewKey())).RequireProblem(400, "body_malformed");
            (await provider.SendAsync(provider.Signed(HttpMethod.Put, "/v1/provider/rates", body))).RequireProblem(400, "body_malformed");
            (await provider.SendAsync(provider.Signed(HttpMethod.Put, "/v1/provider/liquidity", body))).RequireProblem(400, "body_malformed");
            (await provider.SendAsync(provider.Signed(HttpMethod.Post, "/v1/provider/heartbeat", body))).RequireProblem(400, "body_malformed");
        }
    }

    [Theory]
    [InlineData("{\"corridor\":\"USDC-NGN\",\"amount\":\"1\",\"surprise\":1}")]
    [InlineData("{\"corridor\":\"USDC-NGN\",\"amount\":\"1\",\"amount\":\"2\"}")]
    [InlineData("{\"Corridor\":\"USDC-NGN\",\"amount\":\"1\"}")]
    [InlineData("{\"corridor\":\"USDC-NGN\",\"amount\":1}")]
    [InlineData("{\"corridor\":\"USDC-NGN\",\"amount\":\"\\ud800\"}")]
    public async Task Unknown_and_repeated_fields_and_wrong_types_are_malformed(string body) =>
        (await paynode.Sender.PostRawAsync("/v1/quotes", body, PaynodeStack.NewKey())).RequireProblem(400, "body_malformed");

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_malformed()
    {
        var content = new ByteArrayContent([.. "{\"corridor\":\""u8, 0xC3, 0x28, 0xFF, .. "\",\"amount\":\"1\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        (await paynode.Sender.SendAsync(HttpMethod.Post, "/v1/quotes", content, PaynodeStack.NewKey())).RequireProblem(400, "body_malformed");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task Another_content_type_is_unsupported(string contentType)
    {
        var answer = await paynode.Sender.PostRawAsync("/v1/quotes", "{\"corridor\":\"USDC-NGN\",\"amount\":\"1\"}", PaynodeStack.NewKey(), contentType);
        answer.RequireProblem(415, "content_type_unsupported");
    }

    [Fact]
    public async Task No_body_at_all_is_unsupported() =>
        (await paynode.Sender.SendAsync(HttpMethod.Post, "/v1/orders", null, PaynodeStack.NewKey())).RequireProblem(415, "content_type_unsupported");

    [Fact]
    public async Task A_body_of_more_than_64_KiB_is_too_large()
    {
        var body = $"{{\"corridor\":\"{new string('x', 64 * 1024)}\"}}";
        (await paynode.Sender.PostRawAsync("/v1/quotes", body, PaynodeStack.NewKey())).RequireProblem(413, "body_too_large");
        (await paynode.Operator.PostRawAsync("/v1/tenants", body, PaynodeStack.NewKey())).RequireProblem(413, "body_too_large");
        var provider = await RegisterAsync();
        (await provider.SendAsync(provider.Signed(HttpMethod.Put, "/v1/provider/rates", body))).RequireProblem(413, "body_too_large");
    }

    [Fact]
    public async Task Bodies_beyond_what_the_server_reads_are_too_large_too()
    {
        var known = new ByteArrayContent(new byte[2 << 20]);
        known.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        (await paynode.Sender.SendAsync(HttpMethod.Post, "/v1/quotes", known, PaynodeStack.NewKey())).RequireProblem(413, "body_too_large");
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/v1")]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("GET", "/v2/orders")]
    [InlineData("POST", "/v1/orders/" + Order + "/pay")]
    [InlineData("GET", "/v1/orders/" + Order + "/events/1")]
    [InlineData("GET", "/v1/../etc/passwd")]
    [InlineData("GET", "/runtime/nothing")]
    public async Task An_unknown_route_is_not_found(string method, string path) =>
        (await paynode.Sender.SendAsync(new HttpMethod(method), path, null, null)).RequireProblem(404, "not_found");

    [Theory]
    [InlineData("GET", "/runtime/webhooks/durabletask/instances")]
    [InlineData("GET", "/runtime/webhooks/durabletask/instances/" + Order)]
    [InlineData("POST", "/runtime/webhooks/durabletask/instances/" + Order + "/terminate")]
    [InlineData("POST", "/runtime/webhooks/durabletask/instances/" + Order + "/raiseEvent/Deposit")]
    [InlineData("GET", "/runtime/queues/orders")]
    public async Task A_senders_key_does_not_open_what_operators_manage(string method, string path) =>
        (await paynode.Sender.SendAsync(new HttpMethod(method), path, null, null)).RequireProblem(401, "unauthorized");

    [Theory]
    [InlineData("DELETE", "/v1/orders/" + Order)]
    [InlineData("PUT", "/v1/orders")]
    [InlineData("PATCH", "/v1/quotes")]
    [InlineData("POST", "/v1/corridors")]
    [InlineData("GET", "/v1/orders/" + Order + "/cancel")]
    [InlineData("POST", "/v1/provider/rates")]
    [InlineData("NONSENSE", "/health")]
    public async Task Another_method_is_not_allowed(string method, string path) =>
        (await paynode.Sender.SendAsync(new HttpMethod(method), path, null, null)).RequireProblem(405, "method_not_allowed");

    [Theory]
    [InlineData("GET", "/v1/orders")]
    [InlineData("GET", "/v1/orders/" + Order)]
    [InlineData("GET", "/v1/orders/" + Order + "/events")]
    [InlineData("GET", "/v1/orders/" + Order + "/decision")]
    [InlineData("POST", "/v1/orders/" + Order + "/cancel")]
    [InlineData("POST", "/v1/orders")]
    [InlineData("POST", "/v1/quotes")]
    [InlineData("GET", "/v1/quotes/" + Order)]
    public async Task Without_a_key_or_with_a_wrong_one_nobody_gets_in(string method, string path)
    {
        var url = paynode.Stack.Host.Url;
        var verb = new HttpMethod(method);
        (await new Api(url, null).SendAsync(verb, path, Json("{}"), null)).RequireProblem(401, "api_key_missing");
        foreach (var key in new[] { "x", "pn_", "pn_" + new string('A', 43), "pn_" + new string('A', 4000) })
        {
            (await new Api(url, key).SendAsync(verb, path, Json("{}"), null)).RequireProblem(401, "api_key_invalid");
        }
    }

    // The first few wrong ones in a minute are answered as wrong, those after them as too many; see OperatorKeyTests.
    [Theory]
    [InlineData("POST", "/v1/tenants")]
    [InlineData("POST", "/v1/providers")]
    [InlineData("GET", "/v1/providers")]
    [InlineData("PUT", "/v1/providers/" + Order + "/switch")]
    [InlineData("GET", "/v1/admin/invariants")]
    public async Task Without_the_admin_key_or_with_a_wrong_one_nobody_gets_in(string method, string path)
    {
        var url = paynode.Stack.Host.Url;
        var verb = new HttpMethod(method);
        (await new Api(url, null).SendAsync(verb, path, Json("{}"), null)).RequireProblem(401, "api_key_missing");
        foreach (var key in new[] { "x", "pn_", "pn_" + new string('A', 43), "pn_" + new string('A', 4000) })
        {
            var answer = await new Api(url, key).SendAsync(verb, path, Json("{}"), null);
            answer.RequireProblem();
            Assert.Contains((answer.Status, answer.Code), new (int, string?)[] { (401, "api_key_invalid"), (429, "too_many_requests") });
        }
    }

    [Fact]
    public async Task A_senders_key_opens_no_operators_door_and_the_other_way_round()
    {
        (await paynode.Sender.GetAsync("/v1/providers")).RequireProblem(401, "api_key_invalid");
        (await paynode.Sender.GetAsync("/v1/admin/invariants")).RequireProblem(401, "api_key_invalid");
        (await paynode.Sender.PostAsync("/v1/tenants", new { name = "x" }, PaynodeStack.NewKey())).RequireProblem(401, "api_key_invalid");
        (await paynode.Operator.GetAsync("/v1/orders")).RequireProblem(401, "api_key_invalid");
        (await paynode.Operator.PostAsync("/v1/provider/heartbeat", new { })).RequireProblem(401, "signature_missing");
    }

    [Fact]
    public async Task Spoiled_operator_requests_are_refused_and_never_an_error()
    {
        var provider = new { name = "P", baseUrl = "http://127.0.0.1:9/", settlementAddress = PaynodeStack.NewAddress(), corridors = new[] { "USDC-NGN" } };
        foreach (var body in SpoiledJson.Of(new { name = "T" }))
        {
            RequireNoError(body, await paynode.Operator.PostRawAsync("/v1/tenants", body, PaynodeStack.NewKey()));
        }

        foreach (var body in SpoiledJson.Of(provider))
        {
            RequireNoError(body, await paynode.Operator.PostRawAsync("/v1/providers", body, PaynodeStack.NewKey()));
        }
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://example.com/")]
    [InlineData("https://user:secret@example.com/")]
    [InlineData("https://example.com/?a=b")]
    [InlineData("http://169.254.169.254/")]
    [InlineData("/relative")]
    [InlineData("")]
    public async Task A_provider_is_reached_by_https_only_unless_it_is_on_this_machine(string baseUrl) =>
        (await paynode.Operator.PostAsync("/v1/providers", ProviderBody(baseUrl: baseUrl), PaynodeStack.NewKey())).RequireProblem(400, "base_url_invalid");

    [Fact]
    public async Task A_provider_is_settled_only_to_an_address_that_can_be_paid()
    {
        string[] addresses =
        [
            "", "0x", "0x12", "0x0000000000000000000000000000000000000000", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD1",
            "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", paynode.Stack.Contracts.Escrow, paynode.Stack.Contracts.Token,
        ];
        foreach (var address in addresses)
        {
            (await paynode.Operator.PostAsync("/v1/providers", ProviderBody(address: address), PaynodeStack.NewKey())).RequireProblem(400, "address_invalid");
        }
    }

    [Fact]
    public async Task A_provider_that_nobody_knows_cannot_be_switched()
    {
        foreach (var id in new[] { Order, "x", "%20", "1" })
        {
            (await paynode.Operator.PutAsync($"/v1/providers/{id}/switch", new { enabled = false })).RequireProblem(404, "provider_unknown");
        }
    }

    internal static void RequireNoError(string body, Answer answer)
    {
        Assert.True(answer.Status is >= 200 and < 500, $"{answer.Status} {answer.Text} for {body}");
        if (answer.Status >= 400)
        {
            answer.RequireProblem();
        }
    }

    private static object ProviderBody(string baseUrl = "http://127.0.0.1:9/", string? address = null) =>
        new { name = "P", baseUrl, settlementAddress = address ?? PaynodeStack.NewAddress(), corridors = new[] { "USDC-NGN" } };

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private async Task<ProviderApi> RegisterAsync() =>
        new(paynode.Stack.Host.Url, await paynode.RegisterAsync(new Uri("http://127.0.0.1:9/"), "USDC-NGN"));
}
