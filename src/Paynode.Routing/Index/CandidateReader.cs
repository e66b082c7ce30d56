using System.Collections.Concurrent;
using Paynode.Domain;

namespace Paynode.Routing.Index;

/// <summary>
/// Lets decisions of one process share a corridor's reading for <see cref="RouterOptions.ReadingShared"/>, so that a busy
/// corridor is read a few hundred times a second and not once for each order.
/// </summary>
internal sealed class CandidateReader(RoutingPartition partition, RouterOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Shared> _shared = new();

    /// <summary>A reading that any order may use.</summary>
    public Task<CandidateReading> ReadAsync(long epoch, string corridor)
    {
        var now = time.GetTimestamp();
        if (_shared.TryGetValue(corridor, out var shared) && shared.Epoch == epoch
            && time.GetElapsedTime(shared.StartedAt, now) < options.ReadingShared && !shared.Reading.IsFaulted)
        {
            return shared.Reading;
        }

        var reading = ReadNowAsync(epoch, corridor, 0, []);
        _shared[corridor] = new Shared(epoch, now, reading);
        return reading;
    }

    /// <summary>A reading for one order, when the shared one has nothing for it.</summary>
    public Task<CandidateReading> ReadForAsync(long epoch, string corridor, OrderNeeds needs) =>
        ReadNowAsync(epoch, corridor, needs.HoldsQuote ? 0 : needs.NeededUnits, needs.Excluded);

    private async Task<CandidateReading> ReadNowAsync(
        long epoch, string corridor, long neededUnits, IReadOnlyCollection<ProviderId> excluded)
    {
        var now = time.GetUtcNow();
        var reading = await partition.Index.ReadAsync(
            epoch, new CandidateQuery(corridor, now, options.HorizonAt(now), Draw(), neededUnits, excluded));
        partition.Memory.Note(corridor, reading);
        return reading;
    }

#pragma warning disable CA5394 // Which provider is looked at next needs chance, not secrecy.
    private static double Draw() => -Math.Log(1 - Random.Shared.NextDouble());
#pragma warning restore CA5394

    private sealed record Shared(long Epoch, long StartedAt, Task<CandidateReading> Reading);
}
