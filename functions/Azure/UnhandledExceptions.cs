using Azure.Messaging.ServiceBus;
using Grpc.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Paynode.LocalHost;
using Paynode.LocalHost.Http;

namespace Paynode.Functions.Azure;

/// <summary>
/// Answers requests whose function threw as the local host does. Without it the worker's own HTTP server answers 200 with an
/// empty body, and the platform decides what the caller sees.
/// </summary>
internal sealed class UnhandledExceptions(ILogger<UnhandledExceptions> log) : IFunctionsWorkerMiddleware
{
    /// <summary>What a caller is told to wait; such outages last seconds.</summary>
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
            // The worker wraps what a function threw, and may do so more than once.
            var cause = e;
            while (cause is AggregateException or FunctionWorkerException or System.Reflection.TargetInvocationException && cause.InnerException is { } inner)
            {
                cause = inner;
            }

            await UnhandledException.AnswerAsync(http, IsOutage(cause) ? new DurableUnavailableException(cause.Message, OutagePause, cause) : cause, log);
        }
    }

    /// <summary>Whether a service of the platform is away for the moment: the scheduler, which is asked by gRPC, or Service Bus.</summary>
    private static bool IsOutage(Exception cause) => cause
        is ServiceBusException { IsTransient: true }
        or RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted };
}
