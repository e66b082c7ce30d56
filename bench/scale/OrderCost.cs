namespace Paynode.Bench.Scale;

/// <summary>The cost of one order. Measured or counted; docs/scale.md says how, and where each figure comes from.</summary>
internal sealed record OrderCost
{
    /// <summary>
    /// Actions of the Durable Task Scheduler: a start, two for each activity, one for each event and each timer that fires.
    /// </summary>
    public double Actions { get; init; } = 10;

    /// <summary>Messages of Service Bus: the lock and the release, each sent and taken.</summary>
    public double Messages { get; init; } = 4;

    /// <summary>Transactions of PostgreSQL that write.</summary>
    public double Commits { get; init; } = 31;

    /// <summary>Seconds of a PostgreSQL core.</summary>
    public double DatabaseSeconds { get; init; } = 0.021;

    /// <summary>Seconds of a Redis core, scripts and what they call included.</summary>
    public double RedisSeconds { get; init; } = 0.0009;

    /// <summary>Gas on the chain: the payer's lock, and its share of a batch of 250 releases.</summary>
    public double Gas { get; init; } = 102_884 + 12_004.4;

    /// <summary>Time that one order waits for external events: blocks, provider, batch. It costs memory, not cores.</summary>
    public double WaitSeconds { get; init; } = 2.9;
}
