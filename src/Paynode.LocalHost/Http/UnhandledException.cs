using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Paynode.LocalHost.Http;

/// <summary>The answer to a request whose function threw: a problem document without details, which go to the log.</summary>
public static class UnhandledException
{
    /// <summary>What a caller is told to wait when the database is away; it comes back in seconds.</summary>
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(2);

    /// <summary>Writes the problem document, or ends the connection when an answer had begun.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">What the function threw.</param>
    /// <param name="log">Takes what the caller is not told.</param>
    public static Task AnswerAsync(HttpContext context, Exception error, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(context);
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
            case BadHttpRequestException { StatusCode: StatusCodes.Status429TooManyRequests }:
                context.Response.Headers.RetryAfter = "1";
                return Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "too_many_requests");
            case BadHttpRequestException bad:
                return Problems.WriteAsync(context, bad.StatusCode, Problems.CodeOf(bad.StatusCode));
            case JsonException:
                return Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "malformed_json");
            case DurableUnavailableException unavailable:
                return UnavailableAsync(context, error, unavailable.RetryAfter, log);
            case NpgsqlException { IsTransient: true } or TimeoutException:
                return UnavailableAsync(context, error, DatabasePause, log);
            default:
                log.LogError(error, "{Method} {Path} failed.", context.Request.Method, context.Request.Path);
                return Problems.WriteAsync(context, StatusCodes.Status500InternalServerError, "internal_error");
        }
    }

    private static Task UnavailableAsync(HttpContext context, Exception error, TimeSpan retryAfter, ILogger log)
    {
        log.LogWarning("{Method} {Path} is answered 503: {Reason}", context.Request.Method, context.Request.Path, error.Message);
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "unavailable");
    }
}
