using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>
/// The names of a partition's keys. All carry the partition as their hash tag, so that in a cluster one script sees
/// everything that one payout's liquidity depends on: a provider's balance in a currency is shared by its corridors.
/// </summary>
internal sealed class PartitionKeys(string partition)
{
    /// <summary>Names the epoch whose keys are in force. Missing: the partition has to be rebuilt.</summary>
    public RedisKey Epoch { get; } = $"pn:{{{partition}}}:epoch";

    /// <summary>Names the epoch that is being loaded; scripts that load are given this pointer in place of the other.</summary>
    public RedisKey Loading { get; } = $"pn:{{{partition}}}:loading";

    /// <summary>Held by the one process that rebuilds.</summary>
    public RedisKey Rebuild { get; } = $"pn:{{{partition}}}:rebuild";

    /// <summary>Prefix of every key of an epoch.</summary>
    public string Of(long epoch) => $"pn:{{{partition}}}:{epoch}:";
}
