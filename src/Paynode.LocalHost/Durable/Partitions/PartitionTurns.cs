namespace Paynode.LocalHost.Durable;

/// <summary>
/// Throttles overloaded partitions. All partitions of a process share its cores, its disk and its database; an overloaded
/// one would use all of them and delay every step of the others. While other partitions have much less work, a partition
/// with a long queue therefore works in short turns with pauses in between. Partitions that are equally busy are not
/// throttled, nor is the only busy one, so no capacity is left unused.
/// </summary>
internal sealed class PartitionTurns(TimeProvider time, int partitions)
{
    /// <summary>Steps in a throttled partition's turn: about two milliseconds of the process and of the database.</summary>
    public const int StepsInATurn = 64;

    /// <summary>
    /// Turns left to each other active partition for one of the throttled partition's own. More than one, because the others
    /// should usually find the machine idle, not just half of the time.
    /// </summary>
    private const int Room = 3;

    /// <summary>A partition that has done this many times the work of another one is throttled.</summary>
    private const int Excess = 4;

    /// <summary>Age-weighted steps above which a partition counts as active.</summary>
    private const double LeastWork = 1;

    /// <summary>Age at which steps count half: about a dozen turns.</summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromMilliseconds(250);

    /// <summary>Maximum pause, so that an overloaded partition progresses even when each of its turns is long.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly double[] _used = new double[partitions];
    private long _weighedAt = time.GetTimestamp();

    /// <summary>Records a completed turn.</summary>
    /// <param name="partition">The partition's number.</param>
    /// <param name="steps">Steps applied in the turn.</param>
    /// <param name="waiting">Inputs now queued for the partition.</param>
    /// <param name="turn">The duration of the turn.</param>
    /// <returns>How long the partition must pause now; zero if it is not throttled.</returns>
    public TimeSpan Took(int partition, int steps, int waiting, TimeSpan turn)
    {
        lock (_lock)
        {
            Age();
            _used[partition] += steps;
            if (waiting <= StepsInATurn)
            {
                return TimeSpan.Zero;
            }

            var others = 0;
            var isInTheWay = false;
            for (var other = 0; other < _used.Length; other++)
            {
                if (other != partition && _used[other] > LeastWork)
                {
                    others++;
                    isInTheWay |= _used[other] * Excess < _used[partition];
                }
            }

            var pause = turn * (Room * others);
            return !isInTheWay ? TimeSpan.Zero : pause < LongestPause ? pause : LongestPause;
        }
    }

    private void Age()
    {
        var now = time.GetTimestamp();
        var left = Math.Pow(0.5, time.GetElapsedTime(_weighedAt, now) / HalfLife);
        _weighedAt = now;
        for (var i = 0; i < _used.Length; i++)
        {
            _used[i] *= left;
        }
    }
}
