using System.Collections.Concurrent;
using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>
/// Lets decisions of one process share a corridor's reading for <see cref="RouterOptions.ReadingShared"/>, so that a busy
/// corridor is read a few hundred times a second and not once for each order.
/// </summary>
internal sealed class CandidateReader(RoutingPartition partition, IRoutingModel model, RouterOptions options, TimeProvider timeProvider)
{
    /// <summary>Smallest relative change of a rank score that is written back, and what it is relative to near zero (0.1 %).</summary>
    private const double LeastMove = 0.02, LeastRank = 1_000;

    private readonly ConcurrentDictionary<string, Shared> _shared = new();

    /// <summary>A reading that any order may use.</summary>
    public Task<CandidateReading> ReadAsync(long epoch, string corridor)
    {
        var now = timeProvider.GetTimestamp();
        if (_shared.TryGetValue(corridor, out var shared) && shared.Epoch == epoch
            && timeProvider.GetElapsedTime(shared.StartedAt, now) < options.ReadingShared && !shared.Reading.IsFaulted)
        {
            return shared.Reading;
        }

        var reading = ReadNowAsync(epoch, corridor, options.Candidates, 0, []);
        _shared[corridor] = new Shared(epoch, now, reading);
        return reading;
    }

    /// <summary>A reading for one order, when the shared one has no candidate for it.</summary>
    public Task<CandidateReading> ReadForAsync(long epoch, string corridor, OrderNeeds needs) =>
        ReadNowAsync(epoch, corridor, options.Candidates, needs.HoldsQuote ? 0 : needs.NeededUnits, needs.Excluded);

    /// <summary>A reading of many candidates, for an external scorer.</summary>
    public Task<CandidateReading> ReadManyAsync(long epoch, string corridor, int wanted) => ReadNowAsync(epoch, corridor, wanted, 0, []);

    private async Task<CandidateReading> ReadNowAsync(
        long epoch, string corridor, int wanted, long neededUnits, IReadOnlyCollection<ProviderId> excluded)
    {
        var now = timeProvider.GetUtcNow();
        var reading = await partition.Index.ReadAsync(
            epoch, new CandidateQuery(corridor, now, options.HorizonAt(now), wanted, Draw(), neededUnits, excluded));
        partition.Memory.Note(corridor, reading);
        _ = RerankAsync(epoch, corridor, reading, now);
        return reading;
    }

    /// <summary>
    /// A rank score was correct at the time of the last outcome. Changes since then, such as unanswered orders or the likely end
    /// of an outage, are written back after a read, outside the decision.
    /// </summary>
    private async Task RerankAsync(long epoch, string corridor, CandidateReading reading, DateTimeOffset now)
    {
        try
        {
            if (Moved(reading, now) is { Count: > 0 } places)
            {
                await partition.Index.RerankAsync(epoch, corridor, places);
            }
        }
        catch (Exception e) when (e is EpochMovedException || RedisIndex.MeansAway(e))
        {
            // The next decision detects the failure itself.
        }
    }

    private List<(string Member, long Rank)> Moved(CandidateReading reading, DateTimeOffset now)
    {
        var places = new List<(string, long)>();
        if (reading.Open.Count == 0)
        {
            return places;
        }

        foreach (var candidate in reading.Open)
        {
            var standing = new StandingRequest(reading, candidate, Cost.SpreadBps(candidate.Terms!.Rate, reading.BestRate), now);
            var rank = model.Standing(standing).Rank;
            if (Math.Abs(rank - candidate.Rank) > LeastMove * Math.Max(LeastRank, Math.Abs(candidate.Rank)))
            {
                places.Add((candidate.Member, rank));
            }
        }

        return places;
    }

#pragma warning disable CA5394 // Sampling a provider needs randomness, not secrecy.
    private static double Draw() => -Math.Log(1 - Random.Shared.NextDouble());
#pragma warning restore CA5394

    private sealed record Shared(long Epoch, long StartedAt, Task<CandidateReading> Reading);
}
