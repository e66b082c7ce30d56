using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>Everything the router does within one partition.</summary>
internal sealed class PartitionRouting
{
    private readonly RoutingPartition _partition;
    private readonly CandidateReader _reader;
    private readonly IRoutingModel _model;
    private readonly ILiquidityFallback _fallback;
    private readonly RouterOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, OutcomeLearner> _learners = new();
    private readonly Func<CorridorId, OutcomeLearner> _newLearner;

    public PartitionRouting(
        string name, RedisIndex redis, IRoutingSource source, ILiquidityFallback fallback, IRoutingModel model,
        LearnedJournal journal, RouterOptions options, TimeProvider time, ILogger log)
    {
        (_fallback, _model, _options, _time) = (fallback, model, options, time);
        _partition = new RoutingPartition(name, redis, source, model, time, options, log, journal.SaveAsync);
        _reader = new CandidateReader(_partition, model, options, time);
        Selector = new Selector(_partition, _reader, model, fallback, options, time);
        _newLearner = corridor => new OutcomeLearner(_partition, corridor, model, source, journal, options, time);
    }

    public Selector Selector { get; }

    public OutcomeLearner LearnerOf(CorridorId corridor) => _learners.GetOrAdd(corridor.ToString(), _ => _newLearner(corridor));

    /// <summary>Ends a hold in Redis, in the database, or in both: one that the database made lives on in a rebuilt Redis.</summary>
    public async ValueTask ReleaseAsync(Guid hold, bool paid, CancellationToken ct)
    {
        var released = await WithRedisAsync(
            async epoch => (true, await _partition.Index.ReleaseAsync(epoch, hold.ToString("N"), paid)), ct);
        if (released is (_, not false))
        {
            await _fallback.ReleaseAsync(hold, paid, ct);
        }
    }

    public ValueTask SupersedeAsync()
    {
        _partition.Moved();
        return ValueTask.CompletedTask;
    }

    public async Task UpdateAsync(ProviderUpdate update, CancellationToken ct)
    {
        _partition.Memory.Apply(update, _partition.Name);
        var operations = OperationsOf(update);
        if (!operations.IsEmpty)
        {
            await WithRedisAsync(
                async epoch =>
                {
                    await _partition.Index.UpdateAsync(epoch, update.Provider, operations);
                    return (true, (bool?)null);
                },
                ct);
        }
    }

    /// <summary>A corridor's best candidates with their figures; empty while Redis is away.</summary>
    public async ValueTask<IReadOnlyList<(ProviderId Provider, IReadOnlyDictionary<string, double> Figures)>> DescribeAsync(
        string corridor, int most, CancellationToken ct)
    {
        CandidateReading? reading = null;
        await WithRedisAsync(
            async epoch =>
            {
                reading = await _reader.ReadManyAsync(epoch, corridor, most);
                return (true, (bool?)null);
            },
            ct);
        if (reading is not { Open.Count: > 0 })
        {
            return [];
        }

        var now = _time.GetUtcNow();
        return [.. reading.Open.Select(c => (c.Provider, _model.Describe(
            new StandingRequest(reading, c, Cost.SpreadBps(c.Terms!.Rate, reading.BestRate), now))))];
    }

    /// <summary>Keeps a scorer's opinion of a provider.</summary>
    public Task TakeAsync(string corridor, ProviderId provider, StoredScore score, CancellationToken ct)
    {
        var operations = new ProviderOperations();
        operations.ScorerScore(corridor, score);
        return WithRedisAsync(
            async epoch =>
            {
                await _partition.Index.UpdateAsync(epoch, provider, operations);
                return (true, (bool?)null);
            },
            ct);
    }

    private ProviderOperations OperationsOf(ProviderUpdate update)
    {
        var operations = new ProviderOperations();
        if (update.Enabled is { } on)
        {
            operations.Switch(on);
        }

        if (update.HeartbeatAt is { } at)
        {
            operations.Heartbeat(at);
        }

        foreach (var balance in update.Balances.Where(b => b.Available.Currency.Code == _partition.Name))
        {
            operations.Balance(balance);
        }

        AddCorridors(operations, update);
        return operations;
    }

    private void AddCorridors(ProviderOperations operations, ProviderUpdate update)
    {
        var now = _time.GetUtcNow();
        var horizon = _options.HorizonAt(now);
        var rates = update.Rates.Where(r => r.Corridor.Partition == _partition.Name).ToArray();
        foreach (var rate in rates)
        {
            operations.Rate(rate);
        }

        if (update.Corridors is { } corridors)
        {
            operations.Serve(corridors.Where(c => c.Partition == _partition.Name).Select(c =>
                (c.ToString(), _partition.Memory.StandingOf(c.ToString(), update.Provider, null, horizon, now).Rank)));
        }

        foreach (var corridor in rates.Select(r => r.Corridor.ToString()).Distinct())
        {
            operations.Rank(corridor, _partition.Memory.StandingOf(corridor, update.Provider, null, horizon, now).Rank);
        }
    }

    /// <summary>Does something in Redis, again if the epoch moved meanwhile; default when Redis is away.</summary>
    private async Task<(bool Served, bool? Answer)> WithRedisAsync(Func<long, Task<(bool, bool?)>> act, CancellationToken ct)
    {
        for (var round = 0; round < 2; round++)
        {
            if (await _partition.EpochAsync(ct) is not { } epoch)
            {
                break;
            }

            try
            {
                return await act(epoch);
            }
            catch (EpochMovedException)
            {
                _partition.Moved(epoch);
            }
            catch (Exception e) when (RedisIndex.MeansAway(e))
            {
                _partition.Lost();
            }
        }

        return default;
    }
}
