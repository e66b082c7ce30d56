using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Removes ended instances that have reached the retention age, in small batches that do not block other work.
/// </summary>
internal sealed class Retention(EngineServices services)
{
    private const int Batch = 2000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = services.Loggers.CreateLogger<Retention>();

    /// <summary>Runs until stopped; returns immediately if ended instances are kept.</summary>
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
                    // More instances are due.
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                _log.LogWarning(e, "Ended instances could not be removed; retrying.");
            }
        }
    }
}
