using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Paynode.Functions.Azure;

/// <summary>
/// Around every queue function: measures how long its message waited, and holds a message that failed back for a while.
/// Service Bus would deliver it again at once, and an outage of seconds would use up all its deliveries.
/// </summary>
internal sealed class QueuePace(TimeProvider time) : IFunctionsWorkerMiddleware
{
    /// <summary>With the queues' 1,000 deliveries an outage of nearly three hours is outlasted. Shorter than a lock of one minute.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private static readonly Meter Meter = new("Paynode.Azure");

    private static readonly Histogram<double> Age =
        Meter.CreateHistogram<double>("paynode.queue.age", "ms", "Time of a message in its queue before a function takes it.");

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.FunctionDefinition.InputBindings.Values.All(binding => binding.Type != "serviceBusTrigger"))
        {
            await next(context);
            return;
        }

        Measure(context);
        try
        {
            await next(context);
        }
        catch (Exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, context.CancellationToken);
            throw;
        }
    }

    private void Measure(FunctionContext context)
    {
        if (context.BindingContext.BindingData.TryGetValue("EnqueuedTimeUtc", out var value)
            && DateTimeOffset.TryParse(
                value?.ToString()?.Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var enqueued))
        {
            // By two clocks, so it may seem to have come from the future.
            Age.Record(Math.Max(0, (time.GetUtcNow() - enqueued).TotalMilliseconds));
        }
    }
}
