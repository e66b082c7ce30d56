using Microsoft.AspNetCore.Http;

namespace Paynode.LocalHost.Http;

/// <summary>
/// Answers 429 to requests above a concurrency limit, so that excess load is rejected quickly instead of served slowly. A
/// request that is waiting for bytes of its body does not count, so slow senders do not block others. If the limit has been
/// reached when the bytes arrive, that request is rejected.
/// </summary>
/// <param name="next">The middleware that the limit applies to.</param>
/// <param name="most">Maximum number of concurrent requests.</param>
/// <param name="unlimited">Paths that are neither counted nor rejected.</param>
internal sealed class RequestLimit(RequestDelegate next, int most, ISet<string> unlimited)
{
    private int _underWay;

    public async Task InvokeAsync(HttpContext context)
    {
        if (unlimited.Contains(context.Request.Path.Value?.TrimEnd('/') ?? ""))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        if (!TryEnter())
        {
            context.Response.Headers.RetryAfter = "1";
            await Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "too_many_requests").ConfigureAwait(false);
            return;
        }

        var (given, place) = (context.Request.Body, new Place(this));
        context.Request.Body = new WaitingBody(given, place.Leave, place.Return);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            context.Request.Body = given;
            place.Leave();
        }
    }

    private bool TryEnter()
    {
        if (Interlocked.Increment(ref _underWay) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _underWay);
        return false;
    }

    private sealed class Place(RequestLimit limit)
    {
        private int _isHeld = 1;

        public void Leave()
        {
            if (Interlocked.Exchange(ref _isHeld, 0) == 1)
            {
                Interlocked.Decrement(ref limit._underWay);
            }
        }

        public void Return()
        {
            if (!limit.TryEnter())
            {
                throw new BadHttpRequestException("Too many concurrent requests.", StatusCodes.Status429TooManyRequests);
            }

            Volatile.Write(ref _isHeld, 1);
        }
    }
}
