using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Paynode.Domain;
using Paynode.Orchestrations.Tests.Support;

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

        Assert.Equal(OfferState.Closed, resolved.State);
        var noted = Assert.Single(await stage.Orders.EventsAsync(order.Id), it => it.Type == "offer.status.unreadable");
        Assert.Equal((resolved.OfferId, problem), (noted.Data["offerId"], noted.Data["problem"]));
        Assert.Equal("status_unreadable", Assert.Single(await stage.Orders.EventsAsync(order.Id), it => it.Type == "offer.closed").Data["code"]);
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
        var (order, _) = await stage.FundedAsync();
        var offer = await stage.OfferAsync(order, OfferState.Accepted);
        await using var server = await ServeAsync(answer ?? (_ => (200, [])));
        await using (var move = stage.Database.CreateCommand("UPDATE paynode.providers SET base_url = $1"))
        {
            move.Parameters.AddWithValue(answer is null ? "http://127.0.0.1:1" : server.Urls.First());
            await move.ExecuteNonQueryAsync();
        }

        // Past the grace, and past the time that the provider's address is cached.
        stage.Time.Advance(offer.CloseBy - stage.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        var resolve = new ResolveOffer(stage.Desk, stage.Reports, stage.Get<OfferConclusion>(), stage.Get<ProviderClient>(), stage.Time);
        return (order, await resolve.RunAsync(offer.Id.ToString(), default));
    }

    private static async Task<WebApplication> ServeAsync(Func<string, (int Status, byte[] Body)> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            var (status, body) = answer(context.Request.Path.Value!.Split('/')[^1]);
            context.Response.StatusCode = status;
            await context.Response.Body.WriteAsync(body);
        });
        await app.StartAsync();
        return app;
    }
}
