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
    private readonly TimeProvider _timeProvider;
    private readonly ConcurrentDictionary<string, OutcomeLearner> _learners = new();
    private readonly Func<CorridorId, OutcomeLearner> _newLearner;

    public PartitionRouting(
        string name, RedisIndex redis, IRoutingSource source, ILiquidityFallback fallback, IRoutingModel model,
        LearnedJournal journal, RouterOptions options, TimeProvider timeProvider, ILogger log)
    {
        (_fallback, _model, _options, _timeProvider) = (fallback, model, options, timeProvider);
        _partition = new RoutingPartition(name, redis, source, model, timeProvider, options, log, journal.SaveAsync);
        _reader = new CandidateReader(_partition, model, options, timeProvider);
        Selector = new Selector(_partition, _reader, model, fallback, options, timeProvider);
        _newLearner = corridor => new OutcomeLearner(_partition, corridor, model, source, journal, options, timeProvider);
    }

    public Selector Selector { get; }

    public OutcomeLearner LearnerOf(CorridorId corridor) => _learners.GetOrAdd(corridor.ToString(), _ => _newLearner(corridor));

    /// <summary>Ends a reservation in Redis, in the database, or in both: a rebuilt Redis contains those made by the database.</summary>
    public async ValueTask ReleaseAsync(Guid hold, bool paid, CancellationToken cancellationToken)
    {
        var released = await WithRedisAsync(
            async epoch => (true, await _partition.Index.ReleaseAsync(epoch, hold.ToString("N"), paid)), cancellationToken);
        if (released is (_, not false))
        {
            await _fallback.ReleaseAsync(hold, paid, cancellationToken);
        }
    }

    public ValueTask SupersedeAsync()
    {
        _partition.Moved();
        return ValueTask.CompletedTask;
    }

    public async Task UpdateAsync(ProviderUpdate update, CancellationToken cancellationToken)
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
                cancellationToken);
        }
    }

    /// <summary>A corridor's best candidates with their figures; empty while Redis is unavailable.</summary>
    public async ValueTask<IReadOnlyList<(ProviderId Provider, IReadOnlyDictionary<string, double> Figures)>> DescribeAsync(
        string corridor, int most, CancellationToken cancellationToken)
    {
        CandidateReading? reading = null;
        await WithRedisAsync(
            async epoch =>
            {
                reading = await _reader.ReadManyAsync(epoch, corridor, most);
                return (true, (bool?)null);
            },
            cancellationToken);
        if (reading is not { Open.Count: > 0 })
        {
            return [];
        }

        var now = _timeProvider.GetUtcNow();
        return [.. reading.Open.Select(c => (c.Provider, _model.Describe(
            new StandingRequest(reading, c, Cost.SpreadBps(c.Terms!.Rate, reading.BestRate), now))))];
    }

    /// <summary>Stores a scorer's score for a provider.</summary>
    public Task TakeAsync(string corridor, ProviderId provider, StoredScore score, CancellationToken cancellationToken)
    {
        var operations = new ProviderOperations();
        operations.ScorerScore(corridor, score);
        return WithRedisAsync(
            async epoch =>
            {
                await _partition.Index.UpdateAsync(epoch, provider, operations);
                return (true, (bool?)null);
            },
            cancellationToken);
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
        var now = _timeProvider.GetUtcNow();
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

    /// <summary>Runs an action in Redis, and again if the epoch moved in the meantime; default when Redis is unavailable.</summary>
    private async Task<(bool Served, bool? Answer)> WithRedisAsync(Func<long, Task<(bool, bool?)>> act, CancellationToken cancellationToken)
    {
        for (var round = 0; round < 2; round++)
        {
            if (await _partition.EpochAsync(cancellationToken) is not { } epoch)
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
