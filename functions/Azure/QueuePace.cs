using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Paynode.Functions.Azure;

/// <summary>Wraps every queue function in <see cref="MessagePace"/>.</summary>
internal sealed class QueuePace(TimeProvider timeProvider) : IFunctionsWorkerMiddleware
{
    private readonly MessagePace _pace = new(timeProvider);

    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "serviceBusTrigger")
            ? _pace.RunAsync(
                context.BindingContext.BindingData.GetValueOrDefault("EnqueuedTimeUtc"), () => next(context), context.CancellationToken)
            : next(context);
}
