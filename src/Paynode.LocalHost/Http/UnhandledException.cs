using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Paynode.LocalHost.Http;

/// <summary>The response to a request whose function threw: a problem document without details, which are logged.</summary>
public static class UnhandledException
{
    /// <summary><c>Retry-After</c> when the database is unavailable; it usually recovers within seconds.</summary>
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(2);

    /// <summary>Writes the problem document, or aborts the connection if a response has already started.</summary>
    /// <param name="context">The request's context.</param>
    /// <param name="error">The exception thrown by the function.</param>
    /// <param name="log">Receives the details that are not returned to the caller.</param>
    public static Task AnswerAsync(HttpContext context, Exception error, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.RequestAborted.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            return Task.CompletedTask;
        }

        if (context.Response.HasStarted)
        {
            log.LogError(error, "{Method} {Path} failed after the response had started.", context.Request.Method, context.Request.Path);
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
        log.LogWarning("{Method} {Path} was answered with 503: {Reason}", context.Request.Method, context.Request.Path, error.Message);
        var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "unavailable");
    }
}
