using Microsoft.AspNetCore.Http;

namespace Paynode.LocalHost.Http;

/// <summary>Answers 429 to requests past a number under way at once, so that a flood is refused quickly and not served slowly.</summary>
internal sealed class RequestLimit(RequestDelegate next, int most)
{
    private int _underWay;

    public async Task InvokeAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _underWay) > most)
        {
            Interlocked.Decrement(ref _underWay);
            context.Response.Headers.RetryAfter = "1";
            await Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "too_many_requests").ConfigureAwait(false);
            return;
        }

        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
