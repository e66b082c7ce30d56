using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>Removes ended instances when they have reached their age, in small batches, so that no one waits for it.</summary>
internal sealed class Retention(EngineServices services)
{
    private const int Batch = 2000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = services.Loggers.CreateLogger<Retention>();

    /// <summary>Runs until stopped; at once over when ended instances are kept.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (services.Options.PurgeEndedAfter is not { } age)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, services.Time);
        while (true)
        {
            try
            {
                await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false);
                while (await services.Journal.PurgeEndedAsync(services.Clock.UtcNow - age, Batch, stopping).ConfigureAwait(false) == Batch)
                {
                    // There is more.
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                _log.LogWarning(e, "Ended instances could not be removed; it is tried again.");
            }
        }
    }
}
