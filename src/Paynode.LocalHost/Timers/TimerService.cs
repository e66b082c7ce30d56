using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Timers;

/// <summary>A function that runs on a schedule.</summary>
internal sealed record TimerListener(
    string Name,
    string Expression,
    Schedule Schedule,
    bool RunOnStartup,
    bool UseMonitor,
    Func<TimerInfo, CancellationToken, Task> RunAsync);

/// <summary>Runs timer functions, each without overlap and in one process only, and catches up on missed runs.</summary>
internal sealed class TimerService(
    NpgsqlDataSource source,
    ILeases leases,
    SteadyClock clock,
    TimeProvider time,
    ILoggerFactory loggers) : IDisposable
{
    private const string Resource = "timers";

    /// <summary>Runs later than this count as past due.</summary>
    private static readonly TimeSpan Punctual = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    // Longer waits are split, because the platform's timers have a maximum.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly TimerStore _store = new(source);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _log = loggers.CreateLogger<TimerService>();
    private Task _running = Task.CompletedTask;

    /// <summary>Runs these timers while this process holds the lease.</summary>
    public void Run(IReadOnlyList<TimerListener> timers)
    {
        if (timers.Count == 0)
        {
            return;
        }

        CancellationTokenSource? current = null;
        leases.Want(
            Resource,
            _ =>
            {
                var former = _running;
                current = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                var stopping = current.Token;
                _running = Task.Run(async () =>
                {
                    await former.ConfigureAwait(false);
                    await Task.WhenAll(timers.Select(timer => KeepAsync(timer, stopping))).ConfigureAwait(false);
                });
            },
            () => current?.Cancel());
    }

    /// <summary>Starts no more runs, and waits for those in progress.</summary>
    public async Task StopAsync(TimeSpan timeout)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(_running, Task.Delay(timeout, time)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task KeepAsync(TimerListener timer, CancellationToken stopping)
    {
        var isFirst = true;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var status = await StatusAsync(timer, stopping).ConfigureAwait(false);
                if (isFirst && timer.RunOnStartup)
                {
                    isFirst = false;
                    await RunAsync(timer, status, isPastDue: false, stopping).ConfigureAwait(false);
                    continue;
                }

                isFirst = false;
                await WaitUntilAsync(status.Next, stopping).ConfigureAwait(false);
                await RunAsync(timer, status, clock.UtcNow - status.Next > Punctual, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _log.LogWarning(e, "Timer {Timer} could not be scheduled; retrying.", timer.Name);
                await Task.Delay(FailurePause, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task<ScheduleStatus> StatusAsync(TimerListener timer, CancellationToken stopping)
    {
        var stored = timer.UseMonitor ? await _store.ReadAsync(timer.Name, timer.Expression, stopping).ConfigureAwait(false) : null;
        if (stored is not null)
        {
            return stored;
        }

        var status = new ScheduleStatus { Next = timer.Schedule.NextAfter(clock.UtcNow) ?? DateTime.MaxValue, LastUpdated = clock.UtcNow };
        await _store.WriteAsync(timer.Name, timer.Expression, status, stopping).ConfigureAwait(false);
        return status;
    }

    private async Task RunAsync(TimerListener timer, ScheduleStatus status, bool isPastDue, CancellationToken stopping)
    {
        var begun = clock.UtcNow;
        try
        {
            await timer.RunAsync(new TimerInfo { ScheduleStatus = status, IsPastDue = isPastDue }, stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            _log.LogError(e, "Timer function {Timer} failed.", timer.Name);
        }

        // One run makes up for all runs missed in the meantime: the next one is computed from now.
        var now = clock.UtcNow;
        var next = timer.Schedule.NextAfter(now) ?? DateTime.MaxValue;
        var updated = new ScheduleStatus { Last = begun, Next = next, LastUpdated = now };
        await _store.WriteAsync(timer.Name, timer.Expression, updated, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task WaitUntilAsync(DateTime due, CancellationToken stopping)
    {
        for (var wait = due - clock.UtcNow; wait > TimeSpan.Zero; wait = due - clock.UtcNow)
        {
            await Task.Delay(wait < LongestWait ? wait + TimeSpan.FromMilliseconds(1) : LongestWait, time, stopping).ConfigureAwait(false);
        }
    }
}
