using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>The router's limits, each with the reason for its value.</summary>
public sealed record RouterOptions
{
    /// <summary>Candidates read in rank order. Past eight the expected gain of one more is below the noise of the sample.</summary>
    public int Candidates { get; init; } = 8;

    /// <summary>Of those, how many are given to the reservation. That all four are refused there at once is rare.</summary>
    public int Preferred { get; init; } = 4;

    /// <summary>
    /// Providers looked at in one reading until enough are found that no gate refuses. Bounds the time that one script
    /// holds Redis to about a millisecond.
    /// </summary>
    public int MostScanned { get; init; } = 256;

    /// <summary>What a delivered order is worth before its cost, in basis points of its amount.</summary>
    public double ValueBps { get; init; } = 250;

    /// <summary>What a minute of a provider's median time to answer costs, in basis points.</summary>
    public double LatencyBpsPerMinute { get; init; } = 1;

    /// <summary>What must be free, as a share of the payout: a provider's own fees may come on top.</summary>
    public BasisPoints LiquidityMargin { get; init; } = new(200);

    /// <summary>Silence after which a provider is not sent anything. Three heartbeats of 15 s.</summary>
    public TimeSpan HeartbeatTolerance { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Age from which a rate no longer counts.</summary>
    public TimeSpan RateTolerance { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Age up to which decisions of one process share a reading. The reading only ranks; what is reserved is checked
    /// against Redis' own state in the same step, so a shared reading costs no correctness.
    /// </summary>
    public TimeSpan ReadingShared { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Wait for one answer of Redis before it counts as away. A hundred times a busy server's slowest answer.</summary>
    public TimeSpan RedisTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Decisions under way at once in a partition. Past it a caller is told to come back, before waiting does harm.</summary>
    public int MostUnderWay { get; init; } = 4_096;

    /// <summary>Wait for a partition to be read from the database before a decision is made from memory instead.</summary>
    public TimeSpan OpeningTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two attempts to reach a Redis that is away.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Difference of clocks that is put up with in an outcome's time.</summary>
    public TimeSpan ClockTolerance { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two savings of what was learned: as much as a flush of Redis may cost.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Between two steps of learning in a corridor, when outcomes come faster than that. A step costs the same for one outcome as
    /// for twenty, and what it changes is read no sooner than <see cref="ReadingShared"/> allows.
    /// </summary>
    public TimeSpan BetweenLessons { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Outcomes learned in one step of a corridor. Keeps the step, and what is lost when it conflicts, short.</summary>
    public int OutcomesABatch { get; init; } = 128;

    /// <summary>The oldest heartbeat and rate that count at a time.</summary>
    internal Index.Horizon HorizonAt(DateTimeOffset now) => new(now - HeartbeatTolerance, now - RateTolerance);
}
