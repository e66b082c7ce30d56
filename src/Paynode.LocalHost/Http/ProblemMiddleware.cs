using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Paynode.LocalHost.Http;

/// <summary>Answers what no function answered: unknown routes, bodies that cannot be read, and bugs, whose details stay in the log.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    /// <summary>What a caller is told to wait when the database is away; it comes back in seconds.</summary>
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(2);

    public Task InvokeAsync(HttpContext context)
    {
        Task answered;
        try
        {
            answered = next(context);
        }
        catch (Exception e)
        {
            return FailAsync(context, e);
        }

        return answered.IsCompletedSuccessfully && (context.Response.HasStarted || context.Response.StatusCode < 400)
            ? answered
            : CompleteAsync(context, answered);
    }

    private async Task CompleteAsync(HttpContext context, Task answered)
    {
        try
        {
            await answered.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await FailAsync(context, e).ConfigureAwait(false);
            return;
        }

        var response = context.Response;
        if (response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null or 0 })
        {
            await Problems.WriteAsync(context, response.StatusCode, Problems.CodeOf(response.StatusCode)).ConfigureAwait(false);
        }
    }

    private Task FailAsync(HttpContext context, Exception error)
    {
        if (context.RequestAborted.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            return Task.CompletedTask;
        }

        if (context.Response.HasStarted)
        {
            log.LogError(error, "{Method} {Path} failed after its answer had begun.", context.Request.Method, context.Request.Path);
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        switch (error)
        {
            case BadHttpRequestException bad:
                return Problems.WriteAsync(context, bad.StatusCode, Problems.CodeOf(bad.StatusCode));
            case JsonException:
                return Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "malformed_json");
            case DurableUnavailableException unavailable:
                return UnavailableAsync(context, error, unavailable.RetryAfter);
            case NpgsqlException { IsTransient: true } or TimeoutException:
                return UnavailableAsync(context, error, DatabasePause);
            default:
                log.LogError(error, "{Method} {Path} failed.", context.Request.Method, context.Request.Path);
                return Problems.WriteAsync(context, StatusCodes.Status500InternalServerError, "internal_error");
        }
    }

    private Task UnavailableAsync(HttpContext context, Exception error, TimeSpan retryAfter)
    {
        log.LogWarning("{Method} {Path} is answered 503: {Reason}", context.Request.Method, context.Request.Path, error.Message);
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "unavailable");
    }
}
