using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Paynode.Functions;

namespace Paynode.Functions.Tests;

public sealed class IdempotencyKeyTests
{
    [Theory]
    [InlineData("K")]
    [InlineData("K", "K")]
    [InlineData(" K", "K\t")]
    [InlineData("K, K")]
    [InlineData("K,")]
    [InlineData("", "K")]
    public void KeyOf_EqualValues_AreOneKey(params string[] lines) => Assert.Equal("K", IdempotentRequests.KeyOf(With(lines)).Value);

    [Theory]
    [InlineData("K", "L")]
    [InlineData("K, L")]
    [InlineData("K", "k")]
    public void KeyOf_DifferentValues_AreRefused(params string[] lines) =>
        Assert.Equal("idempotency_key_ambiguous", IdempotentRequests.KeyOf(With(lines)).Problem?.Code);

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData(" ,")]
    [InlineData("a\tb")]
    [InlineData("\u00e9")]
    public void KeyOf_NoPrintableValue_IsRefused(params string[] lines) =>
        Assert.Equal("idempotency_key_required", IdempotentRequests.KeyOf(With(lines)).Problem?.Code);

    [Theory]
    [InlineData("POST", "/v1/quotes")]
    [InlineData("post", "/v1/quotes")]
    [InlineData("POST", "/v1/quotes/")]
    [InlineData("POST", "/V1/Quotes")]
    public void OperationOf_AnySpellingOfARoute_IsTheSame(string method, string path)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Path) = (method, path);
        Assert.Equal("POST /v1/quotes", IdempotentRequests.OperationOf(request));
    }

    private static HttpRequest With(string[] lines)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[IdempotentRequests.Header] = new StringValues(lines);
        return request;
    }
}
