using System.Text;
using Microsoft.AspNetCore.Http;
using Paynode.Functions;

namespace Paynode.Functions.Tests;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("{\"corridor\":\"USDC-NGN\",\"amount\":\"1\",\"ammount\":\"2\"}")]
    [InlineData("{\"corridor\":\"USDC-NGN\",\"amount\":\"1\",\"amount\":\"2\"}")]
    [InlineData("{\"corridor\":\"USDC-NGN\",\"amount\":1}")]
    [InlineData("{\"Corridor\":\"USDC-NGN\"}")]
    [InlineData("{\"corridor\":\"USDC-NGN\",}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public void What_is_not_exactly_the_expected_json_is_refused(string body) => Assert.Equal("body_malformed", Parse(body));

    [Fact]
    public void What_is_expected_is_read() => Assert.Null(Parse("{\"corridor\":\"USDC-NGN\",\"amount\":\"1.5\"}"));

    [Fact]
    public void Another_content_type_is_refused() => Assert.Equal("content_type_unsupported", Parse("{}", "text/plain"));

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("application/json; charset=\"UTF-8\"", true)]
    [InlineData("application/json; charset=utf-16", false)]
    [InlineData("application/json; charset=iso-8859-1", false)]
    [InlineData("application/json; charset=utf-8; charset=utf-16", false)]
    public void Parse_CharsetOtherThanUtf8_IsUnsupported(string contentType, bool isTaken) =>
        Assert.Equal(isTaken ? null : "content_type_unsupported", Parse("{\"corridor\":\"USDC-NGN\"}", contentType));

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task ReadBytes_ContentEncodingOtherThanIdentity_IsUnsupported(string encoding)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.ContentEncoding = encoding;
        var read = await RequestBody.ReadBytesAsync(request, Deadline, CancellationToken.None);
        Assert.Equal("content_encoding_unsupported", read.Problem?.Code);
        Assert.Equal(415, Problems.StatusOf(read.Problem!.Code));
    }

    [Fact]
    public async Task ReadBytes_Identity_IsRead()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.ContentEncoding = "Identity";
        Assert.True((await RequestBody.ReadBytesAsync(request, Deadline, CancellationToken.None)).Succeeded);
    }

    private static readonly BodyDeadline Deadline = new(TimeSpan.FromSeconds(10), TimeProvider.System);

    private static string? Parse(string body, string contentType = "application/json")
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = contentType;
        return RequestBody.Parse<QuoteRequest>(request, Encoding.UTF8.GetBytes(body)).Problem?.Code;
    }
}
