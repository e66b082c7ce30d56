using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>The router's limits, each with the reason for its value.</summary>
public sealed record RouterOptions
{
    /// <summary>Candidates read in rank order. Past eight the expected gain of one more is below the noise of the sample.</summary>
    public int Candidates { get; init; } = 8;

    /// <summary>Of those, how many are passed to the reservation. It is rare that all four are refused there.</summary>
    public int Preferred { get; init; } = 4;

    /// <summary>
    /// Providers examined in one read until enough are found that no gate refuses. Limits the time that one script blocks
    /// Redis to about a millisecond.
    /// </summary>
    public int MostScanned { get; init; } = 256;

    /// <summary>The value of a delivered order before its cost, in basis points of its amount.</summary>
    public double ValueBps { get; init; } = 250;

    /// <summary>The cost of a minute of a provider's median response time, in basis points.</summary>
    public double LatencyBpsPerMinute { get; init; } = 1;

    /// <summary>The required free balance, as a multiple of the payout: a provider's own fees may be added.</summary>
    public BasisPoints LiquidityMargin { get; init; } = new(200);

    /// <summary>Time without a heartbeat after which a provider gets no offers. Three heartbeats of 15 s.</summary>
    public TimeSpan HeartbeatTolerance { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Age from which a rate is stale.</summary>
    public TimeSpan RateTolerance { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Age up to which decisions of one process share a read. The read only ranks; the reservation is checked against Redis'
    /// own state in the same step, so sharing a read does not affect correctness.
    /// </summary>
    public TimeSpan ReadingShared { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Timeout of one Redis call, after which Redis counts as unavailable. A hundred times a busy server's slowest response.
    /// </summary>
    public TimeSpan RedisTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Maximum concurrent decisions in a partition. Beyond it a caller is refused immediately and should retry.</summary>
    public int MostUnderWay { get; init; } = 4_096;

    /// <summary>Timeout for reading a partition from the database, after which a decision is made from memory instead.</summary>
    public TimeSpan OpeningTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The interval between attempts to reach an unavailable Redis.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The tolerated clock skew in an outcome's timestamp.</summary>
    public TimeSpan ClockTolerance { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The interval at which learned state is saved: at most this much is lost in a flush of Redis.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The interval between two learning steps in a corridor, when outcomes arrive faster. A step costs the same for one outcome
    /// as for twenty, and its changes are read no sooner than <see cref="ReadingShared"/> allows.
    /// </summary>
    public TimeSpan BetweenLessons { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Maximum outcomes learned in one step of a corridor. Keeps the step, and what is lost in a conflict, small.</summary>
    public int OutcomesABatch { get; init; } = 128;

    /// <summary>The oldest heartbeat and rate that are valid at a time.</summary>
    internal Index.Horizon HorizonAt(DateTimeOffset now) => new(now - HeartbeatTolerance, now - RateTolerance);
}
