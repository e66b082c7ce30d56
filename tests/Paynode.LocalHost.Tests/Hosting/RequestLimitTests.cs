using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Paynode.LocalHost.Http;

namespace Paynode.LocalHost.Tests;

public sealed class RequestLimitTests
{
    [Fact]
    public async Task Request_PastTheLimit_Returns429()
    {
        var (busy, isFree) = (new TaskCompletionSource(), new TaskCompletionSource());
        var limit = Limit(async _ =>
        {
            busy.SetResult();
            await isFree.Task;
        });

        var first = limit.InvokeAsync(Context("/v1/orders"));
        await busy.Task;
        Assert.Equal(429, await StatusAsync(limit, Context("/v1/orders")));

        isFree.SetResult();
        await first;
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/Ready/")]
    public async Task Request_ForTheHostsHealth_IsAnsweredPastTheLimit(string path)
    {
        var isFree = new TaskCompletionSource();
        var limit = Limit(context => context.Request.Path.StartsWithSegments("/v1") ? isFree.Task : Task.CompletedTask);

        var first = limit.InvokeAsync(Context("/v1/orders"));
        Assert.Equal(200, await StatusAsync(limit, Context(path)));
        Assert.Equal(200, await StatusAsync(limit, Context(path)));

        isFree.SetResult();
        await first;
    }

    [Fact]
    public async Task Request_ThatWaitsForItsBody_DoesNotCount()
    {
        var limit = Limit(ReadAsync);
        var (slow, body) = WithBody();

        var waiting = limit.InvokeAsync(slow);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(200, await StatusAsync(limit, Context("/v1/orders")));

        await body.WriteAsync("all of it"u8.ToArray());
        await body.CompleteAsync();
        await waiting;
        Assert.Equal(200, slow.Response.StatusCode);
        Assert.Equal(200, await StatusAsync(limit, Context("/v1/orders")));
    }

    [Fact]
    public async Task Request_WhoseBodyArrivesPastTheLimit_IsRefusedWith429()
    {
        var isFree = new TaskCompletionSource();
        var limit = Limit(context => context.Request.Path == "/v1/busy" ? isFree.Task : ReadAsync(context));
        var (slow, body) = WithBody();
        var waiting = limit.InvokeAsync(slow);
        var busy = limit.InvokeAsync(Context("/v1/busy"));

        await body.WriteAsync("late"u8.ToArray());
        Assert.Equal(429, (await Assert.ThrowsAsync<BadHttpRequestException>(() => waiting)).StatusCode);

        isFree.SetResult();
        await busy;
        Assert.Equal(200, await StatusAsync(limit, Context("/v1/orders")));
    }

    private static RequestLimit Limit(RequestDelegate next) =>
        new(next, 1, new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "/health", "/ready" });

    private static async Task ReadAsync(HttpContext context)
    {
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy);
    }

    private static async Task<int> StatusAsync(RequestLimit limit, HttpContext context)
    {
        await limit.InvokeAsync(context);
        return context.Response.StatusCode;
    }

    private static (HttpContext Context, PipeWriter Body) WithBody()
    {
        var (context, pipe) = (Context("/v1/provider/rates"), new Pipe());
        context.Request.Body = pipe.Reader.AsStream();
        return (context, pipe.Writer);
    }

    private static DefaultHttpContext Context(string path)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        return context;
    }
}
