using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Http;

/// <summary>
/// Responds to requests that no function handled: unknown routes, unreadable bodies, and unhandled exceptions, whose details
/// are only logged.
/// </summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public Task InvokeAsync(HttpContext context)
    {
        Task answered;
        try
        {
            answered = next(context);
        }
        catch (Exception e)
        {
            return UnhandledException.AnswerAsync(context, e, log);
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
            await UnhandledException.AnswerAsync(context, e, log).ConfigureAwait(false);
            return;
        }

        var response = context.Response;
        if (response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null or 0 })
        {
            await Problems.WriteAsync(context, response.StatusCode, Problems.CodeOf(response.StatusCode)).ConfigureAwait(false);
        }
    }
}
