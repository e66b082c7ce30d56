using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Paynode.Functions.Tests;

public sealed class OrderEventsQueryTests
{
    [Theory]
    [InlineData("", false, 0, 100)]
    [InlineData("?kind=state&limit=1000&cursor=1052", true, 1052, 1000)]
    public void A_query_says_what_is_read(string text, bool statesOnly, int after, int limit) =>
        Assert.Equal(new OrderEventsQuery(statesOnly, after, limit), OrderEventsQuery.Parse(QueryOf(text)).Value);

    [Theory]
    [InlineData("?kind=noise", "kind_unknown")]
    [InlineData("?limit=0", "limit_invalid")]
    [InlineData("?limit=1001", "limit_invalid")]
    [InlineData("?cursor=-1", "cursor_malformed")]
    [InlineData("?cursor=99999999999", "cursor_malformed")]
    public void What_cannot_be_read_is_named(string text, string code) =>
        Assert.Equal(code, OrderEventsQuery.Parse(QueryOf(text)).Problem?.Code);

    private static QueryCollection QueryOf(string text) => new(QueryHelpers.ParseQuery(text));
}
