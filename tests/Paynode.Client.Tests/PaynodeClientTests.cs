using System.Net;
using Answer = Paynode.Client.Tests.ScriptedApi.Answer;

namespace Paynode.Client.Tests;

public sealed class PaynodeClientTests
{
    private const string Quote = """
        {"id":"q1","corridor":"USDC-NGN","source":{"amount":"100.000000","currency":"USDC"},"payout":{"amount":"149250.00","currency":"NGN"},
         "rate":"1500","fee":{"amount":"0.500000","currency":"USDC"},"roundedOff":{"amount":"0.00","currency":"NGN"},
         "expiresAt":"2026-03-01T10:00:00Z","more":"is ignored"}
        """;

    [Fact]
    public async Task CreateQuote_Succeeds_SendsBothKeysAndReadsTheAmounts()
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(201, Quote));

        var quote = await api.Client("pn_secret").CreateQuoteAsync(new QuoteRequest("USDC-NGN", Amount: "100"), "key-1");

        var seen = Assert.Single(api.Requests);
        Assert.Equal(("POST", "/v1/quotes", "Bearer pn_secret", "key-1"), (seen.Method, seen.Target, seen.Authorization, seen.IdempotencyKey));
        Assert.Equal("""{"corridor":"USDC-NGN","amount":"100"}""", seen.Body);
        Assert.Equal((100m, 149_250m, 0.5m), (quote.Source.ToDecimal(), quote.Payout.ToDecimal(), quote.Fee.ToDecimal()));
        Assert.Equal("149250.00 NGN", quote.Payout.ToString());
    }

    [Fact]
    public async Task AnyCall_ProblemDocument_ThrowsWhatItSaysAndIsNotRepeated()
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(409, """
            {"type":"https://paynode.dev/problems/quote_expired","title":"Quote expired","status":409,
             "code":"quote_expired","detail":"Too late.","field":"quoteId"}
            """));

        var refusal = await Assert.ThrowsAsync<PaynodeException>(() => api.Client().GetOrderAsync("o1"));

        Assert.Equal(
            (HttpStatusCode.Conflict, "quote_expired", "Too late.", "quoteId"), (refusal.Status, refusal.Code, refusal.Detail, refusal.Field));
        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"code\":7}")]
    public async Task AnyCall_ErrorWithoutAProblemDocument_ThrowsWithoutACode(string body)
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(400, body));

        var refusal = await Assert.ThrowsAsync<PaynodeException>(() => api.Client().GetOrderAsync("o1"));

        Assert.Equal((HttpStatusCode.BadRequest, null, body), (refusal.Status, refusal.Code, refusal.Detail));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Create_PassingState_IsRepeatedUnderTheSameIdempotencyKey(int status)
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(status), new Answer(status), new Answer(201, Quote));

        await api.Client().CreateQuoteAsync(new QuoteRequest("USDC-NGN", PayoutAmount: "1000"), "key-2");

        Assert.Equal(3, api.Requests.Count);
        Assert.Equal(["key-2"], api.Requests.Select(seen => seen.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task Cancel_PassingState_IsNotRepeated()
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(503, """{"status":503,"code":"unavailable","detail":"Later."}"""));

        var refusal = await Assert.ThrowsAsync<PaynodeException>(() => api.Client().CancelOrderAsync("o1"));

        Assert.Equal("unavailable", refusal.Code);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task ListOrders_CursorOfAPage_IsEscaped()
    {
        await using var api = await ScriptedApi.StartAsync(
            new Answer(200, """{"orders":[],"nextCursor":"a+b/c="}"""), new Answer(200, """{"orders":[]}"""));

        var first = await api.Client().ListOrdersAsync(limit: 100);
        var second = await api.Client().ListOrdersAsync(limit: 100, cursor: first.NextCursor);

        Assert.Equal(["/v1/orders?limit=100", "/v1/orders?limit=100&cursor=a%2Bb%2Fc%3D"], api.Requests.Select(seen => seen.Target));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task GetOrder_IdWithAPathInIt_StaysOneSegment()
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(404, """{"status":404,"code":"order_unknown","detail":"There is no such order."}"""));

        await Assert.ThrowsAsync<PaynodeException>(() => api.Client().GetOrderAsync("../tenants?x#y"));

        Assert.StartsWith("/v1/orders/", Assert.Single(api.Requests).Target, StringComparison.Ordinal);
    }
}
