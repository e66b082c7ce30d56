using System.Text.Json.Nodes;
using Paynode.Samples.Provider;

namespace Paynode.EndToEnd;

/// <summary>What a provider may say to Paynode, and when.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class ProviderCallTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const string Corridor = "USDC-KES";
    private const string Heartbeat = "/v1/provider/heartbeat";

    private SampleProvider provider = null!;
    private ProviderApi api = null!;

    public async Task InitializeAsync() => (provider, api) = await paynode.StartMuteProviderAsync(Corridor);

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task A_signed_call_gets_in_once()
    {
        var call = api.Signed(HttpMethod.Post, Heartbeat, "{}");
        Assert.Equal(204, (await api.SendAsync(call)).Status);
        (await api.SendAsync(call)).RequireProblem(409, "replayed_request");
        (await api.SendAsync(call with { Signature = call.Signature!.ToUpperInvariant() })).RequireProblem(401, "signature_invalid");
    }

    [Fact]
    public async Task The_same_call_from_many_at_once_gets_in_once()
    {
        var call = api.Signed(HttpMethod.Post, Heartbeat, "{}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.SendAsync(call)));
        Assert.Single(answers, answer => answer.Status == 204);
        Assert.All(answers.Where(answer => answer.Status != 204), answer => answer.RequireProblem(409, "replayed_request"));
    }

    [Fact]
    public async Task An_unsigned_call_is_refused_before_its_body_is_read()
    {
        var call = api.Signed(HttpMethod.Post, Heartbeat, "not json");
        (await api.SendAsync(call with { Signature = null })).RequireProblem(401, "signature_missing");
        (await api.SendAsync(call with { Signature = "" })).RequireProblem(401, "signature_missing");
        (await api.SendAsync(call with { Timestamp = null })).RequireProblem(401, "signature_missing");
        (await api.SendAsync(call with { Key = null })).RequireProblem(401, "signature_missing");
        foreach (var timestamp in new[] { "", "now", "-1", "1e12", "0x10", "99999999999999999999999" })
        {
            (await api.SendAsync(call with { Timestamp = timestamp })).RequireProblem(401, "signature_missing");
        }
    }

    [Fact]
    public async Task A_signature_fits_its_method_path_timestamp_body_and_key()
    {
        var call = api.Signed(HttpMethod.Post, Heartbeat, "{}");
        var thirdParty = await paynode.RegisterAsync(new Uri("http://127.0.0.1:9/"), Corridor);
        SignedCall[] tampered =
        [
            call with { Body = "{ }" },
            call with { Path = Heartbeat + "?a=b" },
            call with { Path = "/v1/provider/rates", Method = HttpMethod.Put },
            call with { Path = $"/v1/provider/offers/{Guid.NewGuid()}/accept" },
            call with { Timestamp = $"{long.Parse(call.Timestamp!, null) + 1}" },
            call with { Key = thirdParty.Id },
            call with { Key = Guid.NewGuid().ToString() },
            call with { Signature = call.Signature![..^1] },
            call with { Signature = call.Signature + "00" },
            new ProviderApi(paynode.Stack.Host.Url, api.Credentials with { Secret = thirdParty.Secret }).Signed(HttpMethod.Post, Heartbeat, "{}"),
        ];
        foreach (var wrong in tampered)
        {
            (await api.SendAsync(wrong)).RequireProblem(401, "signature_invalid");
        }

        Assert.Equal(204, (await api.SendAsync(call)).Status);
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    [InlineData(-31_536_000)]
    public async Task A_timestamp_lies_within_5_minutes(int seconds)
    {
        var timestampMs = DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeMilliseconds();
        // Ahead by the time that the call itself may take.
        timestampMs += seconds > 0 ? 60_000 : 0;
        (await api.SendAsync(api.Signed(HttpMethod.Post, Heartbeat, "{}", timestampMs))).RequireProblem(401, "timestamp_out_of_range");
    }

    [Fact]
    public async Task The_longest_timestamp_is_out_of_range() =>
        (await api.SendAsync(api.Signed(HttpMethod.Post, Heartbeat, "{}", long.MaxValue))).RequireProblem(401, "timestamp_out_of_range");

    [Fact]
    public async Task An_offer_that_is_another_providers_or_nobodys_does_not_exist()
    {
        var (order, offer) = await OfferAsync();
        var thirdParty = new ProviderApi(paynode.Stack.Host.Url, await paynode.RegisterAsync(new Uri("http://127.0.0.1:9/"), Corridor));
        foreach (var (caller, id) in new (ProviderApi, object)[] { (thirdParty, offer), (api, Guid.NewGuid()), (api, "x"), (api, order["id"]!) })
        {
            (await caller.ReportAsync(id, "accept")).RequireProblem(404, "offer_unknown");
            (await caller.ReportAsync(id, "decline", Refusal())).RequireProblem(404, "offer_unknown");
            (await caller.ReportAsync(id, "fulfil", Fulfilment(order))).RequireProblem(404, "offer_unknown");
            (await caller.ReportAsync(id, "fail", Refusal())).RequireProblem(404, "offer_unknown");
        }

        await DeclineAsync(order, offer);
    }

    [Fact]
    public async Task Every_report_may_be_repeated_and_the_order_is_settled_once()
    {
        var (order, offer) = await OfferAsync();
        Assert.Equal("accepted", (string)(await api.ReportAsync(offer, "accept")).Require(200)["state"]!);
        Assert.Equal("accepted", (string)(await api.ReportAsync(offer, "accept")).Require(200)["state"]!);
        (await api.ReportAsync(offer, "decline", Refusal())).RequireProblem(409, "offer_closed");
        Assert.Equal("fulfilled", (string)(await api.ReportAsync(offer, "fulfil", Fulfilment(order))).Require(200)["state"]!);
        Assert.Equal("fulfilled", (string)(await api.ReportAsync(offer, "fulfil", Fulfilment(order))).Require(200)["state"]!);
        (await api.ReportAsync(offer, "fail", Refusal())).RequireProblem(409, "offer_closed");
        (await api.ReportAsync(offer, "accept")).RequireProblem(409, "offer_closed");

        var settled = await paynode.WaitForAsync(order, "settled");
        Assert.Single(settled["transactions"]!.AsArray(), it => (string)it!["kind"]! == "release");
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task Nothing_is_fulfilled_or_failed_that_was_not_accepted()
    {
        var (order, offer) = await OfferAsync();
        (await api.ReportAsync(offer, "fulfil", Fulfilment(order))).RequireProblem(409, "offer_closed");
        (await api.ReportAsync(offer, "fail", Refusal())).RequireProblem(409, "offer_closed");

        await DeclineAsync(order, offer);
        (await api.ReportAsync(offer, "accept")).RequireProblem(409, "offer_closed");
        (await api.ReportAsync(offer, "fulfil", Fulfilment(order))).RequireProblem(409, "offer_closed");
    }

    [Fact]
    public async Task Only_the_orders_own_payout_fulfils_it()
    {
        var (order, offer) = await OfferAsync();
        (await api.ReportAsync(offer, "accept")).Require(200);
        var amount = (string)order["payout"]!["amount"]!;

        foreach (var (wrong, currency) in new[] { ("1.00", "KES"), (amount, "NGN"), ("0.00", "KES"), ("9" + amount, "KES") })
        {
            var answer = await api.ReportAsync(offer, "fulfil", new { reference = "R", paid = new { amount = wrong, currency } });
            answer.RequireProblem(422, "paid_amount_mismatch");
        }

        (await api.ReportAsync(offer, "fulfil", new { reference = "R", paid = new { amount = amount + "0", currency = "KES" } })).RequireProblem(400, "amount_over_precise");
        (await api.ReportAsync(offer, "fulfil", new { reference = "R" })).RequireProblem(400, "amount_missing");
        (await api.ReportAsync(offer, "fulfil", new { reference = "R", paid = new { amount, currency = "XXX" } })).RequireProblem(400, "currency_unknown");
        (await api.ReportAsync(offer, "fulfil", new { reference = "R", paid = new { currency = "KES" } })).RequireProblem(400, "amount_malformed");
        (await api.ReportAsync(offer, "fulfil", new { reference = "R", paid = new { amount, currency = "KES", scale = 2 } })).RequireProblem(400, "body_malformed");
        foreach (var reference in new[] { null, "", " ", "a\0b", "a\nb", new string('r', 141) })
        {
            (await api.ReportAsync(offer, "fulfil", new { reference, paid = new { amount, currency = "KES" } })).RequireProblem(400, "reference_invalid");
        }

        await FailAsync(order, offer);
    }

    [Fact]
    public async Task A_fulfilment_after_a_failure_comes_too_late()
    {
        var (order, offer) = await OfferAsync();
        (await api.ReportAsync(offer, "accept")).Require(200);
        await FailAsync(order, offer);

        (await api.ReportAsync(offer, "fulfil", Fulfilment(order))).RequireProblem(409, "offer_closed");
        Assert.Equal("refunded", (string)(await paynode.WaitForAsync(order, "refunded"))["state"]!);
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task A_refusal_gives_one_of_the_protocols_codes()
    {
        var (order, offer) = await OfferAsync();
        foreach (var code in new[] { null, "", "OTHER", "unknown", "other ", "\0", new string('c', 10_000) })
        {
            (await api.ReportAsync(offer, "decline", new { code, reason = "r" })).RequireProblem(400, "refusal_code_unknown");
        }

        foreach (var reason in new[] { "a\0b", "\u001b", new string('r', 501) })
        {
            (await api.ReportAsync(offer, "decline", new { code = "other", reason })).RequireProblem(400, "reason_too_long");
        }

        await DeclineAsync(order, offer);
    }

    [Fact]
    public async Task Spoiled_reports_are_refused_and_never_an_error()
    {
        var (order, offer) = await OfferAsync();
        foreach (var body in SpoiledJson.Of(Refusal()).Where(body => !body.Contains("\"other\"", StringComparison.Ordinal)))
        {
            await SendSpoiledAsync(HttpMethod.Post, $"/v1/provider/offers/{offer}/decline", body);
        }

        (await api.ReportAsync(offer, "accept")).Require(200);
        foreach (var body in SpoiledJson.Of(Fulfilment(order)))
        {
            await SendSpoiledAsync(HttpMethod.Post, $"/v1/provider/offers/{offer}/fulfil", body);
        }

        await paynode.WaitForAsync(order, "settled");
    }

    [Fact]
    public async Task Spoiled_rates_and_balances_are_refused_and_never_an_error()
    {
        foreach (var body in SpoiledJson.Of(new { rates = new[] { Rate() } }))
        {
            await SendSpoiledAsync(HttpMethod.Put, "/v1/provider/rates", body);
        }

        foreach (var body in SpoiledJson.Of(new { balances = new[] { new { currency = "KES", available = "1000.00" } } }))
        {
            await SendSpoiledAsync(HttpMethod.Put, "/v1/provider/liquidity", body);
        }
    }

    [Theory]
    [InlineData("USDC-KES", "0", "1", "10", "rate_out_of_range")]
    [InlineData("USDC-KES", "1000000000.00000001", "1", "10", "rate_out_of_range")]
    [InlineData("USDC-KES", "-1", "1", "10", "rate_malformed")]
    [InlineData("USDC-KES", "1e2", "1", "10", "rate_malformed")]
    [InlineData("USDC-KES", "1.123456789", "1", "10", "rate_malformed")]
    [InlineData("USDC-KES", null, "1", "10", "rate_malformed")]
    [InlineData("USDC-KES", "129", "11", "10", "rates_invalid")]
    [InlineData("USDC-KES", "129", "-1", "10", "amount_malformed")]
    [InlineData("USDC-KES", "129", "1", "0", "amount_not_positive")]
    [InlineData("USDC-KES", "129", "1", "1.0000001", "amount_over_precise")]
    [InlineData("USDC-KES", "129", "1", "99999999999999999999999999999999", "amount_too_large")]
    [InlineData("USDC-NGN", "129", "1", "10", "corridor_not_allowed")]
    [InlineData("USDC-XXX", "129", "1", "10", "corridor_unknown")]
    [InlineData(null, "129", "1", "10", "corridor_unknown")]
    public async Task A_rate_that_cannot_be_is_refused(string? corridor, string? rate, string? min, string? max, string code) =>
        (await api.PutAsync("/v1/provider/rates", new { rates = new[] { Rate(corridor, rate, min, max) } })).RequireProblem(400, code);

    [Fact]
    public async Task Rates_come_in_a_list_of_1_to_200_each_corridor_once()
    {
        (await api.PutAsync("/v1/provider/rates", new { })).RequireProblem(400, "rates_invalid");
        (await api.PutAsync("/v1/provider/rates", new { rates = Array.Empty<object>() })).RequireProblem(400, "rates_invalid");
        (await api.PutAsync("/v1/provider/rates", new { rates = new[] { Rate(), Rate() } })).RequireProblem(400, "rates_invalid");
        (await api.PutAsync("/v1/provider/rates", new { rates = Enumerable.Repeat(Rate(), 201) })).RequireProblem(400, "rates_invalid");
        (await api.PutAsync("/v1/provider/rates", new { rates = new object?[] { null } })).RequireProblem(400, "corridor_unknown");
    }

    [Theory]
    [InlineData("KES", "-1", "amount_malformed")]
    [InlineData("KES", "1e6", "amount_malformed")]
    [InlineData("KES", "", "amount_malformed")]
    [InlineData("KES", null, "amount_malformed")]
    [InlineData("KES", "1.001", "amount_over_precise")]
    [InlineData("UGX", "1.5", "amount_over_precise")]
    [InlineData("KES", "99999999999999999999999999999999", "amount_too_large")]
    [InlineData("USDC", "1", "currency_unknown")]
    [InlineData("XXX", "1", "currency_unknown")]
    [InlineData(null, "1", "currency_unknown")]
    public async Task A_balance_that_cannot_be_is_refused(string? currency, string? available, string code) =>
        (await api.PutAsync("/v1/provider/liquidity", new { balances = new[] { new { currency, available } } })).RequireProblem(400, code);

    [Fact]
    public async Task Balances_come_in_a_list_of_1_to_200_each_currency_once()
    {
        var balance = new { currency = "KES", available = "1" };
        (await api.PutAsync("/v1/provider/liquidity", new { })).RequireProblem(400, "balances_invalid");
        (await api.PutAsync("/v1/provider/liquidity", new { balances = Array.Empty<object>() })).RequireProblem(400, "balances_invalid");
        (await api.PutAsync("/v1/provider/liquidity", new { balances = new[] { balance, balance } })).RequireProblem(400, "balances_invalid");
        (await api.PutAsync("/v1/provider/liquidity", new { balances = new object?[] { null } })).RequireProblem(400, "currency_unknown");
    }

    private static object Refusal() => new { code = "other", reason = "A test's." };

    private static object Fulfilment(JsonNode order) => new { reference = "R-1", paid = order["payout"] };

    private static object Rate(string? corridor = Corridor, string? rate = "100", string? minAmount = "1", string? maxAmount = "1000") =>
        new { corridor, rate, minAmount, maxAmount };

    private async Task SendSpoiledAsync(HttpMethod method, string path, string body) =>
        BadInputTests.RequireNoError(body, await api.SendAsync(api.Signed(method, path, body)));

    private async Task<(JsonNode Order, Guid Offer)> OfferAsync()
    {
        var order = await paynode.OrderAsync(Corridor, "10");
        await paynode.FundAsync(order);
        await PaynodeStack.UntilAsync(() => provider.Offers.Count == 1);
        return (order, provider.Offers[0].Offer.OfferId);
    }

    private Task DeclineAsync(JsonNode order, Guid offer) => EndAsync(order, offer, "decline");

    private Task FailAsync(JsonNode order, Guid offer) => EndAsync(order, offer, "fail");

    // Waits until the order is over, so that it is not offered to the next test's provider.
    private async Task EndAsync(JsonNode order, Guid offer, string report)
    {
        (await api.ReportAsync(offer, report, Refusal())).Require(200);
        await paynode.WaitForAsync(order, "refunded");
    }
}
