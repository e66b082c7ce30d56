using Paynode.Payments;
using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>
/// Loads a partition from the database into Redis: under the keys of a new epoch, which is put in force at the end.
/// </summary>
internal sealed class PartitionLoader(
    RedisIndex redis, RedisPartition index, MemoryPartition memory, IRoutingModel model, TimeProvider timeProvider,
    RouterOptions options)
{
    /// <summary>Concurrent writes: enough to fill the connection, few enough to hold in memory.</summary>
    private const int InFlight = 512;

    /// <summary>Longer than the largest partition takes to load, so that a crashed rebuilder does not block the next for long.</summary>
    private static readonly TimeSpan RebuildLock = TimeSpan.FromSeconds(30);

    /// <summary>Loads the partition and puts the epoch in force, if no other process is doing so.</summary>
    /// <returns>The state loaded, or null when another process holds the lock.</returns>
    public async Task<PartitionState?> TryRebuildAsync(IRoutingSource source, string partition, CancellationToken cancellationToken)
    {
        var mine = (RedisValue)Guid.NewGuid().ToString("N");
        var database = redis.Database;
        if (!await redis.InTimeAsync(database.LockTakeAsync(index.Keys.Rebuild, mine, RebuildLock)))
        {
            return null;
        }

        try
        {
            var former = await redis.InTimeAsync(database.StringGetAsync(index.Keys.Epoch));
            var state = await source.OpenEpochAsync(partition, cancellationToken);
            memory.Load(state);
            await LoadAsync(database, state);
            await redis.InTimeAsync(database.StringSetAsync(index.Keys.Epoch, state.Epoch));
            await ForgetAsync(former);
            return state;
        }
        finally
        {
            await redis.InTimeAsync(database.LockReleaseAsync(index.Keys.Rebuild, mine));
        }
    }

    private async Task LoadAsync(IDatabase database, PartitionState state)
    {
        await redis.InTimeAsync(database.StringSetAsync(index.Keys.Loading, state.Epoch, RebuildLock));
        var models = state.Learned.Where(l => l.Provider is not null)
            .ToDictionary(l => (l.Corridor.ToString(), l.Provider!.Value), l => l.Model);
        foreach (var learned in state.Learned.Where(l => l.Provider is null))
        {
            var prefix = index.Keys.Of(state.Epoch);
            await redis.InTimeAsync(database.HashSetAsync(prefix + "model", learned.Corridor.ToString(), learned.Model.ToArray()));
            await redis.InTimeAsync(database.HashSetAsync(prefix + "version", learned.Corridor.ToString(), learned.Version));
        }

        await InBulkAsync(
            state.Providers,
            p => index.UpdateAsync(state.Epoch, p.Provider, OperationsOf(p, state.Partition, models), loading: true));
        await InBulkAsync(state.Reservations, r => RestoreAsync(state.Epoch, r));
    }

    private ProviderOperations OperationsOf(
        ProviderUpdate provider, string partition, Dictionary<(string, ProviderId), ReadOnlyMemory<byte>> models)
    {
        var operations = new ProviderOperations();
        operations.Switch(provider.Enabled ?? true);
        if (provider.HeartbeatAt is { } at)
        {
            operations.Heartbeat(at);
        }

        foreach (var balance in provider.Balances.Where(b => b.Available.Currency.Code == partition))
        {
            operations.Balance(balance);
        }

        foreach (var rate in provider.Rates.Where(r => r.Corridor.Partition == partition))
        {
            operations.Rate(rate);
        }

        var now = timeProvider.GetUtcNow();
        var horizon = options.HorizonAt(now);
        foreach (var corridor in provider.Corridors?.Where(c => c.Partition == partition).Select(c => c.ToString()) ?? [])
        {
            var learned = models.GetValueOrDefault((corridor, provider.Provider));
            operations.Join(corridor, memory.StandingOf(corridor, provider.Provider, learned, horizon, now).Rank, learned);
        }

        return operations;
    }

    private Task RestoreAsync(long epoch, OpenReservation reservation)
    {
        var offer = reservation.Offer;
        var name = offer is null ? Hold.Name(reservation.Quote!.Value) : Hold.Name(offer.Offer);
        var context = offer is null
            ? ReadOnlyMemory<byte>.Empty
            : model.Context(new OrderFacts(offer.Source, offer.Method, offer.Institution, offer.SentAt), null);
        var hold = new Hold(
            false,
            reservation.Provider,
            reservation.Corridor.ToString(),
            LiquidityUnits.Ceiling(reservation.Amount) ?? LiquidityUnits.Max,
            offer?.SentAt.ToUnixTimeMilliseconds() ?? 0,
            reservation.InDatabase,
            context);
        return index.RestoreAsync(epoch, name, hold, reservation.ExpiresAt);
    }

    private static async Task InBulkAsync<T>(IEnumerable<T> items, Func<T, Task> write)
    {
        foreach (var chunk in items.Chunk(InFlight))
        {
            await Task.WhenAll(chunk.Select(write));
        }
    }

    /// <summary>Removes the keys of the previous epoch. Nothing reads them any more, so this may be slow.</summary>
    private async Task ForgetAsync(RedisValue former)
    {
        if (!former.HasValue)
        {
            return;
        }

        await redis.ForgetAsync(index.Keys.Of((long)former).Replace("[", "\\[", StringComparison.Ordinal) + "*");
    }
}
