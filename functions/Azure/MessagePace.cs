using System.Diagnostics.Metrics;
using System.Globalization;

namespace Paynode.Functions.Azure;

/// <summary>
/// Measures how long a message waited, and holds one that failed back for a while: Service Bus would deliver it again at once,
/// and an outage of seconds would use up all its deliveries. Knows no Functions package, so that it is tested without one.
/// </summary>
internal sealed class MessagePace(TimeProvider timeProvider)
{
    /// <summary>The name to subscribe to.</summary>
    public const string MeterName = "Paynode.Azure";

    /// <summary>With the queues' 1,000 deliveries an outage of nearly three hours is outlasted. Shorter than a lock of one minute.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Age =
        Meter.CreateHistogram<double>("paynode.queue.age", "ms", "Time of a message in its queue before a function takes it.");

    /// <summary>Applies a message.</summary>
    /// <param name="enqueued">When it was enqueued, as the host's metadata has it: a time in JSON; nothing is measured without one.</param>
    /// <param name="apply">What is to be done.</param>
    /// <param name="cancellationToken">The instance stops: then nobody waits.</param>
    public async Task RunAsync(object? enqueued, Func<Task> apply, CancellationToken cancellationToken)
    {
        Measure(enqueued);
        try
        {
            await apply();
        }
        catch (Exception)
        {
            // Whoever stops meanwhile still says what the failure was.
            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private void Measure(object? enqueued)
    {
        if (DateTimeOffset.TryParse(
            enqueued?.ToString()?.Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since))
        {
            // Two machines' clocks: what was enqueued in our future has not waited.
            Age.Record(Math.Max(0, (timeProvider.GetUtcNow() - since).TotalMilliseconds));
        }
    }
}
