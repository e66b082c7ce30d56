using System.Diagnostics.Metrics;
using System.Globalization;

namespace Paynode.Functions.Azure;

/// <summary>
/// Measures how long a message waited, and delays one that failed: Service Bus would redeliver it immediately, and an outage of
/// seconds would use up all its deliveries. Independent of the Functions packages, so that it can be tested without them.
/// </summary>
internal sealed class MessagePace(TimeProvider timeProvider)
{
    /// <summary>The name to subscribe to.</summary>
    public const string MeterName = "Paynode.Azure";

    /// <summary>With the queues' 1,000 deliveries this covers an outage of nearly three hours. Shorter than a lock of one minute.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Age =
        Meter.CreateHistogram<double>("paynode.queue.age", "ms", "Time of a message in its queue before a function takes it.");

    /// <summary>Applies a message.</summary>
    /// <param name="enqueued">When it was enqueued, from the host's metadata: a time in JSON; without one nothing is measured.</param>
    /// <param name="apply">Applies it.</param>
    /// <param name="cancellationToken">The instance stops: the delay ends.</param>
    public async Task RunAsync(object? enqueued, Func<Task> apply, CancellationToken cancellationToken)
    {
        Measure(enqueued);
        try
        {
            await apply();
        }
        catch (Exception)
        {
            // A stop during the delay still reports the original failure.
            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private void Measure(object? enqueued)
    {
        if (DateTimeOffset.TryParse(
            enqueued?.ToString()?.Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since))
        {
            // The clocks of two machines: a message enqueued in the future has not waited.
            Age.Record(Math.Max(0, (timeProvider.GetUtcNow() - since).TotalMilliseconds));
        }
    }
}
