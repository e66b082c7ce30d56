using Microsoft.Extensions.Logging;

namespace Paynode.Functions;

/// <summary>
/// Counts calls with a wrong operator's key. Past a few in a minute further wrong ones are refused as too many, and somebody is
/// told; the right key is always let in, so that nobody can lock the operator out.
/// </summary>
public sealed class OperatorGuesses(TimeProvider timeProvider, ILogger<OperatorGuesses> logger)
{
    /// <summary>Wrong keys in one minute, in one process, that are answered as such.</summary>
    public const int MaxPerMinute = 10;

    private readonly Lock _lock = new();
    private long _minute;
    private int _count;

    /// <summary>Takes note of a wrong key.</summary>
    /// <returns>Whether there were too many in this minute.</returns>
    public bool IsTooMany()
    {
        lock (_lock)
        {
            var minute = timeProvider.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
            (_minute, _count) = (minute, minute == _minute ? _count + 1 : 1);
            if (_count == MaxPerMinute + 1)
            {
                logger.LogCritical("More than {Count} calls in a minute had a wrong operator's key: somebody guesses it, or uses one that was replaced.", MaxPerMinute);
            }

            return _count > MaxPerMinute;
        }
    }
}
