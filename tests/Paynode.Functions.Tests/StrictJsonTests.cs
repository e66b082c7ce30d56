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

    private static string? Parse(string body, string contentType = "application/json")
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = contentType;
        return RequestBody.Parse<QuoteRequest>(request, Encoding.UTF8.GetBytes(body)).Problem?.Code;
    }
}
