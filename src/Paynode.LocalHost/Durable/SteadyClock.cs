using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Wall-clock time that does not jump: it starts at the wall clock, advances with the monotonic counter, and is slewed
/// towards the wall clock by at most one part in a thousand. A clock set forward by ten minutes fires no timer early unless
/// it stays there: then the wall clock is assumed to be right (the machine was suspended, or NTP corrected it late), and the
/// steady clock steps to it.
/// </summary>
internal sealed class SteadyClock
{
    /// <summary>The slew rate is elapsed time divided by this; clocks disciplined by NTP drift less.</summary>
    private const long SlewDivisor = 1000;

    /// <summary>Differences below this are removed by slewing.</summary>
    private static readonly TimeSpan LeastStep = TimeSpan.FromSeconds(5);

    /// <summary>How long the wall clock must have been ahead before the steady clock steps to it.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private long _ticks;
    private readonly ILogger? _log;
    private long _stamp;
    private long? _aheadSince;

    public SteadyClock(TimeProvider time, ILogger<SteadyClock>? log = null)
    {
        _time = time;
        _log = log;
        _ticks = time.GetUtcNow().UtcTicks;
        _stamp = time.GetTimestamp();
    }

    /// <summary>The steady time, UTC; never goes backwards.</summary>
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
                var ahead = _time.GetUtcNow().UtcTicks - (_ticks + elapsed);
                _ticks += elapsed + (MayStep(ahead, stamp) ? ahead : Math.Clamp(ahead, -slew, slew));
                _stamp = stamp;
                return new DateTime(_ticks, DateTimeKind.Utc);
            }
        }
    }

    private bool MayStep(long ahead, long stamp)
    {
        if (ahead < LeastStep.Ticks)
        {
            _aheadSince = null;
            return false;
        }

        _aheadSince ??= stamp;
        if (_time.GetElapsedTime(_aheadSince.Value, stamp) < Doubt)
        {
            return false;
        }

        _log?.LogWarning(
            "The wall clock has been {Seconds:F0} s ahead for a while; the clock of durable timers steps to it.",
            TimeSpan.FromTicks(ahead).TotalSeconds);
        _aheadSince = null;
        return true;
    }
}
