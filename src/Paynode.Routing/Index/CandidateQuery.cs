using Paynode.Payments;
using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>Which candidates to read.</summary>
/// <param name="Corridor">The corridor's id.</param>
/// <param name="Now">The current time.</param>
/// <param name="Horizon">The oldest heartbeat and rate that are valid.</param>
/// <param name="Wanted">How many to return in rank order.</param>
/// <param name="Draw">A draw from the exponential distribution of mean 1, for the sampling set.</param>
/// <param name="NeededUnits">Free liquidity that a candidate must have; 0 for a reading that any order may use.</param>
/// <param name="Excluded">Providers to exclude.</param>
internal sealed record CandidateQuery(
    string Corridor,
    DateTimeOffset Now,
    Horizon Horizon,
    int Wanted,
    double Draw,
    long NeededUnits,
    IReadOnlyCollection<ProviderId> Excluded)
{
    public RedisValue[] Arguments(long epoch, RouterOptions options) =>
    [
        epoch, Corridor, Horizon.Heartbeat.ToUnixTimeMilliseconds(), Horizon.Rate.ToUnixTimeMilliseconds(),
        Wanted, options.MostScanned, NeededUnits, Draw, Now.ToUnixTimeMilliseconds(),
        .. Excluded.Select(provider => (RedisValue)RedisPartition.Member(provider)),
    ];
}
