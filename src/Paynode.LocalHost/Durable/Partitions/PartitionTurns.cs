namespace Paynode.LocalHost.Durable;

/// <summary>
/// Decides when a flooded partition stands back. All partitions of a process share its cores, its disk and its database; one
/// that is flooded would take whatever there is, and each step of the others would wait for it. So while others have work
/// and far less of it, a partition with more waiting than it can take at once works in short turns with pauses between
/// them. Partitions that are equally busy never stand back, nor does one that is alone: then nothing is left unused.
/// </summary>
internal sealed class PartitionTurns(TimeProvider time, int partitions)
{
    /// <summary>Steps in a turn of a partition that stands back: some two milliseconds of the process and of the database.</summary>
    public const int StepsInATurn = 64;

    /// <summary>
    /// Turns that each other partition with work is left for one of its own. More than one, as others need to find the
    /// machine at rest when they come, not merely to have it half of the time.
    /// </summary>
    private const int Room = 3;

    /// <summary>One that has used so many times as much as another is in its way.</summary>
    private const int Excess = 4;

    /// <summary>Steps of a partition, weighed by their age, that count as work.</summary>
    private const double LeastWork = 1;

    /// <summary>Steps of so long ago weigh half: some dozen turns.</summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromMilliseconds(250);

    /// <summary>So that a flooded partition moves on even when each of its turns takes long.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly double[] _used = new double[partitions];
    private long _weighedAt = time.GetTimestamp();

    /// <summary>A turn of a partition is over.</summary>
    /// <param name="partition">Whose.</param>
    /// <param name="steps">Steps in it.</param>
    /// <param name="waiting">Inputs that wait for it now.</param>
    /// <param name="turn">How long it took.</param>
    /// <returns>How long the partition stands back now; zero when it is in nobody's way.</returns>
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
