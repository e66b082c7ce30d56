using Microsoft.DurableTask;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>
/// Reads events of one name with timeouts without losing any: after a timeout the wait for the next event stays open and the next
/// call resumes it.
/// </summary>
/// <typeparam name="T">The events' payload.</typeparam>
/// <param name="context">The orchestration that receives them.</param>
/// <param name="eventName">The events' name.</param>
public sealed class EventStream<T>(TaskOrchestrationContext context, string eventName)
    where T : class
{
    private Task<T>? pending;

    /// <summary>The next matching event, skipping others; null when none arrives in time.</summary>
    /// <param name="matches">Which events are meant.</param>
    /// <param name="until">UTC.</param>
    public async Task<T?> NextAsync(Func<T, bool> matches, DateTime until)
    {
        using var over = new CancellationTokenSource();
        var timer = context.CreateTimer(until, over.Token);
        try
        {
            while (true)
            {
                pending ??= context.WaitForExternalEvent<T>(eventName);
                if (await Task.WhenAny(pending, timer) == timer)
                {
                    return null;
                }

                var next = await pending;
                pending = null;
                if (matches(next))
                {
                    return next;
                }
            }
        }
        finally
        {
            // Also when an event cannot be deserialized: an open timer would keep the failed instance running.
            over.Cancel();
        }
    }
}
