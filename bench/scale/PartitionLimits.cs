namespace Paynode.Bench.Scale;

/// <summary>The capacity of a cell with its own servers. Sources are in docs/scale.md.</summary>
internal sealed record PartitionLimits
{
    /// <summary>Actions a second of one capacity unit of the Durable Task Scheduler, and units of one scheduler at most.</summary>
    public double SchedulerActions { get; init; } = 2_000;

    /// <summary>Units that one scheduler has at most.</summary>
    public int SchedulerUnits { get; init; } = 3;

    /// <summary>Messages a second of one messaging unit of Service Bus Premium, at small sizes.</summary>
    public double BusMessages { get; init; } = 4_000;

    /// <summary>Units that one namespace has at most.</summary>
    public int BusUnits { get; init; } = 16;

    /// <summary>
    /// Writing transactions a second of one database server. An assumption: 17,000 were measured with two cores and a local disk.
    /// </summary>
    public double DatabaseCommits { get; init; } = 40_000;

    /// <summary>Cores of one database server that do work at most: 96, at 70 %.</summary>
    public double DatabaseCores { get; init; } = 96 * 0.7;

    /// <summary>A corridor is on one shard of Redis, and a shard is one core: at 70 %.</summary>
    public double RedisCores { get; init; } = 0.7;

    /// <summary>Orders a second that the cell's bottleneck allows.</summary>
    public double OrdersPerSecond(OrderCost cost) => Capacities(cost).Min(it => it.OrdersPerSecond);

    /// <summary>The bottleneck.</summary>
    public string Narrowest(OrderCost cost) => Capacities(cost).MinBy(it => it.OrdersPerSecond).Part;

    private IEnumerable<(string Part, double OrdersPerSecond)> Capacities(OrderCost cost) =>
    [
        ("scheduler", SchedulerActions * SchedulerUnits / cost.Actions),
        ("serviceBus", BusMessages * BusUnits / cost.Messages),
        ("databaseCommits", DatabaseCommits / cost.Commits),
        ("databaseCores", DatabaseCores / cost.DatabaseSeconds),
        ("redis", RedisCores / cost.RedisSeconds),
    ];
}
