using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Paynode.LocalHost.Http;

namespace Paynode.Functions.Azure;

/// <summary>
/// Answers requests whose function threw as the local host does. Without it the worker's own HTTP server answers 200 with an
/// empty body, and the platform decides what the caller sees.
/// </summary>
internal sealed class UnhandledExceptions(ILogger<UnhandledExceptions> log) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception e)
        {
            // The worker wraps what a function threw, and may do so more than once.
            var cause = e;
            while (cause is AggregateException or FunctionWorkerException or System.Reflection.TargetInvocationException && cause.InnerException is { } inner)
            {
                cause = inner;
            }

            await UnhandledException.AnswerAsync(http, cause, log);
        }
    }
}
