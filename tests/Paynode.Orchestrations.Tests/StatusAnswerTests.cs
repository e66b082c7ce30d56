using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Paynode.Orchestrations.Tests.Support;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

/// <summary>A provider that was silent until it is asked, and how it may word its answer.</summary>
public sealed class StatusAnswerTests(OrderStage stage) : IClassFixture<OrderStage>
{
    [Theory]
    [InlineData("paid", "as the protocol says")]
    [InlineData("paid", "in capitals")]
    [InlineData("PAID", "as the protocol says")]
    [InlineData("paid", "with a byte order mark")]
    [InlineData("paid", "with other fields")]
    public async Task An_answer_in_another_spelling_is_understood(string state, string spelling)
    {
        var (order, resolved) = await AskAsync(id => (200, spelling switch
        {
            "in capitals" => Text($$"""{"offerId":"{{id.ToUpperInvariant()}}","state":"{{state}}","reference":"R-{{id}}"}"""),
            "with a byte order mark" => [0xef, 0xbb, 0xbf, .. Answer(id, state)],
            "with other fields" => Text($$"""{"OfferId":"{{id}}","state":"{{state}}","reference":"R-{{id}}","paidAt":1,"more":[{"state":"x"}] }"""),
            _ => Answer(id, state),
        }));

        Assert.Equal(OfferState.Fulfilled, resolved.State);
        Assert.DoesNotContain("offer.status.unreadable", await stage.HistoryAsync(order));
    }

    [Theory]
    [InlineData("gzip", "compressed")]
    [InlineData("utf-16", "not_utf8")]
    [InlineData("latin-1", "not_utf8")]
    [InlineData("state", "unknown_state")]
    [InlineData("number", "reference_invalid")]
    [InlineData("no reference", "reference_invalid")]
    [InlineData("zero-width space in the reference", "reference_invalid")]
    [InlineData("byte order mark before the reference", "reference_invalid")]
    [InlineData("right-to-left override in the reference", "reference_invalid")]
    [InlineData("no-break space in the reference", "reference_invalid")]
    [InlineData("line separator in the reference", "reference_invalid")]
    [InlineData("control character in the reference", "reference_invalid")]
    [InlineData("reference of blanks", "reference_invalid")]
    [InlineData("reference too long", "reference_invalid")]
    [InlineData("twice", "repeated_field")]
    [InlineData("other offer", "another_offer")]
    [InlineData("html", "not_json")]
    [InlineData("empty", "not_json")]
    [InlineData("surrogate", "not_json")]
    [InlineData("list", "not_json")]
    [InlineData("unknown", "http_404")]
    [InlineData("broken", "http_500")]
    public async Task An_answer_that_cannot_be_read_is_an_event_and_no_silence(string kind, string problem)
    {
        var (order, resolved) = await AskAsync(id => kind switch
        {
            "gzip" => (200, Gzip(Answer(id, "paid"))),
            "utf-16" => (200, Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Answer(id, "paid")))),
            "latin-1" => (200, Encoding.Latin1.GetBytes($$"""{"offerId":"{{id}}","state":"paid","reference":"Zürich"}""")),
            "state" => (200, Answer(id, "settled")),
            "number" => (200, Text($$"""{"offerId":"{{id}}","state":"paid","reference":4711}""")),
            "no reference" => (200, Text($$"""{"offerId":"{{id}}","state":"paid"}""")),
            "zero-width space in the reference" => (200, Paid(id, @"QGH7X\u200b2K1AB")),
            "byte order mark before the reference" => (200, Paid(id, @"\ufeffQGH7X2K1AB")),
            "right-to-left override in the reference" => (200, Paid(id, @"QGH7X\u202e2K1AB")),
            "no-break space in the reference" => (200, Paid(id, @"QGH7X\u00a02K1AB")),
            "line separator in the reference" => (200, Paid(id, @"QGH7X\u20282K1AB")),
            "control character in the reference" => (200, Paid(id, @"QGH7X\u00002K1AB")),
            "reference of blanks" => (200, Paid(id, "   ")),
            "reference too long" => (200, Paid(id, new string('R', Receipt.MaxLength + 1))),
            "twice" => (200, Text($$"""{"offerId":"{{id}}","state":"paid","state":"not_paid","reference":"R"}""")),
            "other offer" => (200, Answer(Guid.NewGuid().ToString(), "paid")),
            "html" => (200, Text("<html>paid</html>")),
            "surrogate" => (200, Text($$"""{"offerId":"{{id}}","state":"paid","reference":"\ud800"}""")),
            "list" => (200, Text("[]")),
            "unknown" => (404, []),
            "broken" => (500, Answer(id, "paid")),
            _ => (200, []),
        });

        await AssertUnreadableAsync(order, resolved, problem);
    }

    [Theory]
    [InlineData("large", "too_large")]
    [InlineData("large and without an end", "too_large")]
    [InlineData("large headers", "too_large")]
    [InlineData("gzip", "compressed")]
    [InlineData("called brotli", "compressed")]
    public async Task Status_AnswerThatIsTooLargeOrCompressed_IsNoSilence(string kind, string problem)
    {
        await using var server = await ServeAsync(async context =>
        {
            var (response, body) = (context.Response, Answer(OfferOf(context), "paid"));
            switch (kind)
            {
                case "large":
                    await SendAsync(response, [.. body, .. Text(new string(' ', 64 * 1024))]);
                    break;
                case "large and without an end":
                    while (!context.RequestAborted.IsCancellationRequested)
                    {
                        await SendAsync(response, Text(new string(' ', 16 * 1024)));
                    }

                    break;
                case "large headers":
                    response.Headers["x-large"] = new string('x', 80 * 1024);
                    await SendAsync(response, body);
                    break;
                default:
                    response.Headers.ContentEncoding = kind == "gzip" ? "gzip" : "br";
                    await SendAsync(response, kind == "gzip" ? Gzip(body) : body);
                    break;
            }
        });

        var (order, resolved) = await AskAsync(server.Urls.First(), stage.Get<ProviderClient>());

        await AssertUnreadableAsync(order, resolved, problem);
    }

    // The connection is closed, as it is when a proxy in front of the provider ends.
    [Theory]
    [InlineData("half of it", "truncated")]
    [InlineData("half of it in a chunk", "truncated")]
    [InlineData("less than its length", "truncated")]
    [InlineData("the headers only", "truncated")]
    [InlineData("half of a failure", "http_503")]
    [InlineData("no HTTP", "not_http")]
    public async Task Status_AnswerThatIsCutOff_IsNoSilence(string sent, string problem)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answered = AnswerAsync(listener, offer =>
        {
            var body = Encoding.UTF8.GetString(Answer(offer, "paid"));
            var half = body[..(body.Length / 2)];
            return sent switch
            {
                "half of it" => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{half}",
                "half of it in a chunk" => $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{half.Length:x}\r\n{half}\r\n",
                "less than its length" => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length + 10}\r\n\r\n{body}",
                "the headers only" => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n",
                "half of a failure" => $"HTTP/1.1 503 Service Unavailable\r\nContent-Length: {body.Length}\r\n\r\n{half}",
                _ => "220 smtp.example ESMTP\r\n\r\n",
            };
        });

        var (order, resolved) = await AskAsync($"http://{listener.LocalEndpoint}", stage.Get<ProviderClient>());

        await answered;
        await AssertUnreadableAsync(order, resolved, problem);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Status_AnswerThatStallsOrIsReset_IsNoSilence(bool isReset)
    {
        var headersRead = new TaskCompletionSource();
        await using var server = await ServeAsync(async context =>
        {
            await SendAsync(context.Response, Answer(OfferOf(context), "paid")[..20]);
            await headersRead.Task;
            if (isReset)
            {
                context.Abort();
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var http = new HttpClient();
        var time = new SteppedTime();
        var client = new ProviderClient(http, new ProviderConcurrency(TimeProvider.System), stage.Get<ProviderStore>(), time);

        var asked = AskAsync(server.Urls.First(), client);
        await time.StartedAsync(ProviderClient.Timeout);
        headersRead.SetResult();
        if (!isReset)
        {
            time.Advance(ProviderClient.Timeout);
        }

        var (order, resolved) = await asked;

        await AssertUnreadableAsync(order, resolved, "truncated");
    }

    private static async Task AnswerAsync(TcpListener listener, Func<string, string> answer)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        using var request = new StreamReader(stream, leaveOpen: true);
        var target = (await request.ReadLineAsync())!.Split(' ')[1];
        while (await request.ReadLineAsync() is { Length: > 0 })
        {
        }

        await stream.WriteAsync(Text(answer(target.Split('/')[^1])));
        connection.Client.Shutdown(SocketShutdown.Both);
    }

    private static async Task SendAsync(HttpResponse response, byte[] bytes)
    {
        await response.StartAsync();
        await response.Body.WriteAsync(bytes);
        await response.Body.FlushAsync();
    }

    [Theory]
    [InlineData("  R-{0}  ")]
    [InlineData(@"\tR-{0}\r\n")]
    [InlineData(@"\u00a0R-{0}\u3000")]
    public async Task A_reference_with_blanks_around_it_is_taken_without_them(string reference)
    {
        var (order, resolved) = await AskAsync(id => (200, Paid(id, reference.Replace("{0}", id, StringComparison.Ordinal))));

        Assert.Equal(OfferState.Fulfilled, resolved.State);
        var fulfilled = Assert.Single(await stage.Orders.EventsAsync(order.Id), it => it.Type == "offer.fulfilled");
        Assert.Equal($"R-{resolved.OfferId}", fulfilled.Data["reference"]);
        Assert.DoesNotContain("offer.status.unreadable", await stage.HistoryAsync(order));
    }

    [Theory]
    [InlineData("paying")]
    [InlineData(null)]
    public async Task Who_has_nothing_to_report_has_not_reported(string? state)
    {
        var (order, resolved) = await AskAsync(state is null ? null : id => (200, Answer(id, state)));

        Assert.Equal(OfferState.Closed, resolved.State);
        Assert.DoesNotContain("offer.status.unreadable", await stage.HistoryAsync(order));
        Assert.Equal("no_report", Assert.Single(await stage.Orders.EventsAsync(order.Id), it => it.Type == "offer.closed").Data["code"]);
    }

    [Fact]
    public async Task A_paid_answer_with_another_offers_reference_pays_nothing_and_does_not_keep_the_offer_open()
    {
        var (first, _) = await AskAsync(id => (200, Text($$"""{"offerId":"{{id}}","state":"paid","reference":"SPENT"}""")));
        var (second, resolved) = await AskAsync(id => (200, Text($$"""{"offerId":"{{id}}","state":"paid","reference":"SPENT"}""")));

        Assert.Contains("offer.fulfilled", await stage.HistoryAsync(first));
        Assert.Equal(OfferState.Closed, resolved.State);
        Assert.Contains("offer.fulfilled.refused", await stage.HistoryAsync(second));
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Answer(string id, string state) => Text($$"""{"offerId":"{{id}}","state":"{{state}}","reference":"R-{{id}}"}""");

    private static byte[] Paid(string id, string reference) => Text($$"""{"offerId":"{{id}}","state":"paid","reference":"{{reference}}"}""");

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>An accepted offer whose grace is over without a word; its provider is asked and answers, or nobody listens.</summary>
    private async Task<(Order Order, OfferProgress Resolved)> AskAsync(Func<string, (int Status, byte[] Body)>? answer)
    {
        if (answer is null)
        {
            return await AskAsync("http://127.0.0.1:1", stage.Get<ProviderClient>());
        }

        await using var server = await ServeAsync(async context =>
        {
            var (status, body) = answer(OfferOf(context));
            context.Response.StatusCode = status;
            await context.Response.Body.WriteAsync(body);
        });
        return await AskAsync(server.Urls.First(), stage.Get<ProviderClient>());
    }

    private async Task<(Order Order, OfferProgress Resolved)> AskAsync(string url, ProviderClient client)
    {
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order, OfferState.Accepted);
        await using (var move = stage.Database.CreateCommand("UPDATE paynode.providers SET base_url = $1"))
        {
            move.Parameters.AddWithValue(url);
            await move.ExecuteNonQueryAsync();
        }

        // Past the grace, and past the time that the provider's address is cached.
        stage.Time.Advance(offer.CloseBy - stage.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        var resolve = new ResolveOffer(stage.OrderService, stage.Reports, stage.Get<OfferConclusion>(), client, stage.Time);
        return (order, await resolve.RunAsync(offer.Id.ToString(), default));
    }

    private async Task AssertUnreadableAsync(Order order, OfferProgress resolved, string problem)
    {
        Assert.Equal(OfferState.Closed, resolved.State);
        var noted = Assert.Single(await stage.Orders.EventsAsync(order.Id), it => it.Type == "offer.status.unreadable");
        Assert.Equal((resolved.OfferId, problem), (noted.Data["offerId"], noted.Data["problem"]));
        Assert.Equal("status_unreadable", Assert.Single(await stage.Orders.EventsAsync(order.Id), it => it.Type == "offer.closed").Data["code"]);
    }

    private static string OfferOf(HttpContext context) => context.Request.Path.Value!.Split('/')[^1];

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
