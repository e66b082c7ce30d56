using Azure.Messaging.ServiceBus;
using Grpc.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Paynode.LocalHost;
using Paynode.LocalHost.Http;

namespace Paynode.Functions.Azure;

/// <summary>
/// Responds to requests whose function threw in the same way as the local host. Otherwise the worker's own HTTP server would
/// respond 200 with an empty body, and the platform would decide what the caller gets.
/// </summary>
internal sealed class UnhandledExceptions(ILogger<UnhandledExceptions> log) : IFunctionsWorkerMiddleware
{
    /// <summary>Value of Retry-After; such outages last seconds.</summary>
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(2);

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
            // The worker wraps the exception of a function, possibly more than once.
            var cause = e;
            while (cause is AggregateException or FunctionWorkerException or System.Reflection.TargetInvocationException
                && cause.InnerException is { } inner)
            {
                cause = inner;
            }

            await UnhandledException.AnswerAsync(
                http, IsOutage(cause) ? new DurableUnavailableException(cause.Message, OutagePause, cause) : cause, log);
        }
    }

    /// <summary>
    /// Whether a service of the platform is temporarily unavailable: the scheduler, which is called by gRPC, or Service Bus.
    /// </summary>
    private static bool IsOutage(Exception cause) => cause
        is ServiceBusException { IsTransient: true }
        or RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted };
}
