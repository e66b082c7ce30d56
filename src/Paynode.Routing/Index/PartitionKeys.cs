using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>
/// The names of a partition's keys. All have the partition as their hash tag, so that in a cluster one script can access
/// everything that one payout's liquidity depends on: a provider's balance in a currency is shared by its corridors.
/// </summary>
internal sealed class PartitionKeys(string partition)
{
    /// <summary>Points to the epoch in force. Missing: the partition has to be rebuilt.</summary>
    public RedisKey Epoch { get; } = $"pn:{{{partition}}}:epoch";

    /// <summary>Points to the epoch that is being loaded; loading scripts get this pointer instead of the other.</summary>
    public RedisKey Loading { get; } = $"pn:{{{partition}}}:loading";

    /// <summary>The lock of the process that rebuilds.</summary>
    public RedisKey Rebuild { get; } = $"pn:{{{partition}}}:rebuild";

    /// <summary>Prefix of every key of an epoch.</summary>
    public string Of(long epoch) => $"pn:{{{partition}}}:{epoch}:";
}
