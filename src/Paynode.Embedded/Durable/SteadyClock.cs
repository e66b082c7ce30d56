namespace Paynode.Embedded.Durable;

/// <summary>
/// Wall-clock time that does not jump: it starts at the wall clock, advances with the monotonic counter, and drifts
/// towards the wall clock by one part in a thousand at most. A clock set forward by ten minutes fires no timer early.
/// </summary>
internal sealed class SteadyClock
{
    /// <summary>The wall clock is approached at elapsed time over this; clocks kept by NTP drift by less.</summary>
    private const long SlewDivisor = 1000;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private long _ticks;
    private long _stamp;

    public SteadyClock(TimeProvider time)
    {
        _time = time;
        _ticks = time.GetUtcNow().UtcTicks;
        _stamp = time.GetTimestamp();
    }

    /// <summary>The steady time, UTC; never goes back.</summary>
    public DateTime UtcNow
    {
        get
        {
            lock (_lock)
            {
                var stamp = _time.GetTimestamp();
                var elapsed = _time.GetElapsedTime(_stamp, stamp).Ticks;
                if (elapsed < SlewDivisor)
                {
                    return new DateTime(_ticks + elapsed, DateTimeKind.Utc);
                }

                var slew = elapsed / SlewDivisor;
                _ticks += elapsed + Math.Clamp(_time.GetUtcNow().UtcTicks - (_ticks + elapsed), -slew, slew);
                _stamp = stamp;
                return new DateTime(_ticks, DateTimeKind.Utc);
            }
        }
    }
}
