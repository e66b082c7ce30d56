namespace Paynode.Payments;

/// <summary>The input of an order's orchestration.</summary>
/// <param name="OrderId">The order; also the instance id.</param>
/// <param name="FundingEndsAt">UTC; from then on a deposit is returned instead of accepted.</param>
public sealed record LifecycleInput(string OrderId, DateTime FundingEndsAt)
{
    /// <summary>The orchestration that takes this input; its name is part of stored histories.</summary>
    public const string Orchestrator = "OrderLifecycle";

    /// <summary>
    /// The tag of an orchestration that has <see cref="Partition"/>: orders of different partitions share the runtime evenly.
    /// </summary>
    public const string PartitionTag = "partition";

    /// <summary>The order's partition, its fiat currency; absent in orchestrations that earlier releases started.</summary>
    public string? Partition { get; init; }
}
