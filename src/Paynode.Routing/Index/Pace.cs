namespace Paynode.Routing.Index;

/// <summary>
/// Spaces out the steps of continuous work, so that much of it is done in few steps: the first runs immediately, one that
/// follows sooner than the interval waits for the interval to end. Uses the real clock, because it limits the machine's
/// load; no result depends on it.
/// </summary>
internal sealed class Pace(TimeSpan interval)
{
    private readonly Lock _lock = new();
    private long _next = long.MinValue;

    /// <summary>Completes when the next step is due.</summary>
    public ValueTask NextAsync()
    {
        lock (_lock)
        {
            var now = TimeProvider.System.GetTimestamp();
            var due = Math.Max(now, _next);
            _next = due + (long)(interval.TotalSeconds * TimeProvider.System.TimestampFrequency);
            return due == now ? ValueTask.CompletedTask : new ValueTask(Task.Delay(TimeProvider.System.GetElapsedTime(now, due)));
        }
    }
}
