using System.Net;
using Paynode.Cli.Api;
using Paynode.Cli.Tests.Support;
using Answer = Paynode.Cli.Tests.Support.ScriptedApi.Answer;

namespace Paynode.Cli.Tests;

public sealed class PaynodeClientTests
{
    private const string Quote = """
        {"id":"q1","corridor":"USDC-NGN","source":{"amount":"100.000000","currency":"USDC"},"payout":{"amount":"149250.00","currency":"NGN"},
         "rate":"1500","fee":{"amount":"0.500000","currency":"USDC"},"expiresAt":"2026-03-01T10:00:00Z","more":"is ignored"}
        """;

    [Fact]
    public async Task A_quote_is_asked_for_with_key_and_idempotency_key()
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(201, Quote));

        var quote = await api.Client("pn_secret").QuoteAsync(new QuoteRequest("USDC-NGN", Amount: "100"), "key-1", default);

        var seen = Assert.Single(api.Requests);
        Assert.Equal(("POST", "/v1/quotes", "Bearer pn_secret", "key-1"), (seen.Method, seen.Target, seen.Authorization, seen.IdempotencyKey));
        Assert.Equal("""{"corridor":"USDC-NGN","amount":"100"}""", seen.Body);
        Assert.Equal((100m, 149_250m, 0.5m), (quote.Source.ToDecimal(), quote.Payout.ToDecimal(), quote.Fee.ToDecimal()));
    }

    [Fact]
    public async Task A_refusal_carries_status_and_code_and_is_not_repeated()
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(409, """{"status":409,"code":"quote_expired","detail":"Too late."}"""));

        var refusal = await Assert.ThrowsAsync<PaynodeApiException>(() => api.Client().OrderAsync("o1", default));

        Assert.Equal((HttpStatusCode.Conflict, "quote_expired"), (refusal.Status, refusal.Code));
        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"code\":7}")]
    public async Task An_error_that_is_no_problem_document_is_still_a_refusal(string body)
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(400, body));

        var refusal = await Assert.ThrowsAsync<PaynodeApiException>(() => api.Client().OrderAsync("o1", default));

        Assert.Null(refusal.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_passing_state_is_asked_again_under_the_same_idempotency_key(int status)
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(status), new Answer(status), new Answer(201, Quote));

        await api.Client().QuoteAsync(new QuoteRequest("USDC-NGN", PayoutAmount: "1000"), "key-2", default);

        Assert.Equal(3, api.Requests.Count);
        Assert.Equal(["key-2"], api.Requests.Select(seen => seen.IdempotencyKey).Distinct());
    }

    [Fact]
    public async Task A_page_is_asked_for_with_its_cursor()
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(200, """{"orders":[],"nextCursor":"a+b/c="}"""), new Answer(200, """{"orders":[]}"""));

        var first = await api.Client().OrdersAsync(100, null, default);
        var second = await api.Client().OrdersAsync(100, first.NextCursor, default);

        Assert.Equal(["/v1/orders?limit=100", "/v1/orders?limit=100&cursor=a%2Bb%2Fc%3D"], api.Requests.Select(seen => seen.Target));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task An_order_is_read_whole()
    {
        await using var api = await ScriptedApi.StartAsync(new Answer(200, Given.OrderJson));

        var order = await api.Client().OrderAsync("o1", default);

        Assert.True(order.IsTerminal);
        Assert.Equal(["approve", "lock"], order.Deposit.Calls.Select(call => call.Purpose));
        Assert.Equal("release", Assert.Single(order.Transactions).Kind);
    }

    [Fact]
    public async Task History_decisions_and_invariants_are_read()
    {
        await using var history = await ScriptedApi.StartAsync(new Answer(200, """{"events":[{"sequence":1,"type":"deposited","at":"2026-03-01T10:00:00Z","data":{"a":"b"}}]}"""));
        await using var decisions = await ScriptedApi.StartAsync(new Answer(200, """{"orderId":"o1","decisions":[{"chosen":"p1","durationUs":1250,"reason":"reserved","sentence":"So."},{"durationUs":3,"reason":"no_candidate","sentence":"None."}]}"""));
        await using var invariants = await ScriptedApi.StartAsync(new Answer(200, """{"holds":false,"checks":[{"name":"ledger_balanced","holds":false,"detail":"1 ≠ 2"}]}"""));

        Assert.Equal("deposited", Assert.Single((await history.Client().HistoryAsync("o1", default)).Events).Type);
        Assert.Equal([1250L, 3L], (await decisions.Client().DecisionsAsync("o1", default)).Decisions.Select(decision => decision.DurationUs));
        Assert.False((await invariants.Client().InvariantsAsync(default)).Holds);
    }
}
