using System.Text.Json;
using NCrontab;
using Paynode.FunctionsHost.Protocol;
using Paynode.FunctionsHost.Workers;

namespace Paynode.FunctionsHost.Triggers;

/// <summary>
/// Runs timer functions on their schedules. Runs of one function do not overlap; those missed in the meantime are skipped.
/// </summary>
internal sealed class TimerTriggers(FunctionApp app, IConfiguration settings, TimeProvider time, ILogger<TimerTriggers> logger)
{
    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        app.Functions.Where(function => function.IsTriggeredBy("timerTrigger")).Select(function => RunAsync(function, cancellationToken)));

    private async Task RunAsync(FunctionInfo function, CancellationToken cancellationToken)
    {
        var schedule = Parse(settings.Resolve((string)function.Trigger["schedule"]!));
        DateTime? last = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow().UtcDateTime;
            var next = schedule.GetNextOccurrence(now);
            await Task.Delay(next - now, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellationToken.IsCancellationRequested)
            {
                await InvokeAsync(function, last, next, schedule.GetNextOccurrence(next), cancellationToken);
                last = next;
            }
        }
    }

    /// <summary>Runs a function once, regardless of its schedule.</summary>
    public async Task<StatusResult> InvokeAsync(
        FunctionInfo function, DateTime? last, DateTime due, DateTime next, CancellationToken cancellationToken)
    {
        var monitored = (bool?)function.Trigger["useMonitor"] ?? true;
        var info = JsonSerializer.Serialize(new
        {
            Schedule = new { AdjustForDST = true },
            ScheduleStatus = monitored ? new { Last = last ?? default, Next = next, LastUpdated = due } : null,
            IsPastDue = false,
        });
        try
        {
            var answer = await app.InvokeAsync(function, new TypedData { Json = info }, [], cancellationToken);
            if (answer.Result.Status != StatusResult.Types.Status.Success)
            {
                logger.LogWarning("{Function} failed: {Failure}", function.Name, answer.Result.Exception?.Message);
            }

            return answer.Result;
        }
        catch (WorkerEndedException)
        {
            return new StatusResult { Status = StatusResult.Types.Status.Cancelled };
        }
    }

    /// <summary>Five fields, or six with seconds first.</summary>
    public static CrontabSchedule Parse(string schedule) => CrontabSchedule.Parse(
        schedule,
        new CrontabSchedule.ParseOptions
        {
            IncludingSeconds = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6,
        });
}
