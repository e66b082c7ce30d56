using Paynode.Domain;

namespace Paynode.Routing.Index;

/// <summary>
/// The last that this process knows of a partition: read from the database when it was opened, kept fresh by every reading,
/// update and lesson of this process. Decides while Redis is away; judges no liquidity for others, the database does.
/// </summary>
internal sealed class MemoryPartition(IRoutingModel model)
{
    private const int SnapshotCandidates = 8, GatedShown = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<ProviderId, ProviderMemory> _providers = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _corridorModels = [];
    private readonly Dictionary<string, (DateTimeOffset At, ExchangeRate? Rate)> _bestRates = [];

    /// <summary>Replaces everything by what the database says.</summary>
    public void Load(PartitionState state)
    {
        lock (_lock)
        {
            _providers.Clear();
            _corridorModels.Clear();
            _bestRates.Clear();
            foreach (var provider in state.Providers)
            {
                Of(provider.Provider).Apply(provider, state.Partition);
            }

            foreach (var learned in state.Learned)
            {
                Keep(learned.Corridor.ToString(), learned.Provider, learned.Model);
            }
        }
    }

    /// <summary>Takes in news of a provider.</summary>
    public void Apply(ProviderUpdate update, string partition)
    {
        lock (_lock)
        {
            Of(update.Provider).Apply(update, partition);
        }
    }

    /// <summary>Takes in what was read from Redis.</summary>
    public void Note(string corridor, CandidateReading reading)
    {
        lock (_lock)
        {
            _corridorModels[corridor] = reading.CorridorModel;
            foreach (var candidate in reading.Open)
            {
                Of(candidate.Provider).Note(corridor, candidate);
            }
        }
    }

    /// <summary>Takes in what was learned.</summary>
    public void Note(string corridor, Lesson lesson)
    {
        lock (_lock)
        {
            _corridorModels[corridor] = lesson.CorridorModel;
            foreach (var provider in lesson.Providers)
            {
                Of(provider.Provider).In(corridor).Model = provider.Model;
            }
        }
    }

    /// <summary>What is known of a provider and its corridor.</summary>
    public (ReadOnlyMemory<byte> CorridorModel, ReadOnlyMemory<byte> Model) Models(string corridor, ProviderId provider)
    {
        lock (_lock)
        {
            return (_corridorModels.GetValueOrDefault(corridor), Of(provider).In(corridor).Model);
        }
    }

    /// <summary>A provider's standing in a corridor, with its spread against the corridor's best rate as cost.</summary>
    public Standing StandingOf(string corridor, ProviderId provider, ReadOnlyMemory<byte>? learned, Horizon horizon, DateTimeOffset now)
    {
        lock (_lock)
        {
            var memory = Of(provider).In(corridor);
            var best = BestRate(corridor, horizon, now);
            var costBps = memory.Terms is { } terms && best is { } rate ? Cost.SpreadBps(terms.Rate, rate) : 0;
            return model.Standing(_corridorModels.GetValueOrDefault(corridor), learned ?? memory.Model, costBps, now);
        }
    }

    /// <summary>The candidates as far as this process knows them.</summary>
    public CandidateReading Read(string corridor, Horizon horizon, DateTimeOffset now)
    {
        lock (_lock)
        {
            var states = _providers
                .Where(p => p.Value.Serves(corridor))
                .Select(p => p.Value.StateIn(corridor, p.Key, horizon))
                .ToLookup(s => s.Gate is null);
            var best = BestRate(corridor, horizon, now);
            var corridorModel = _corridorModels.GetValueOrDefault(corridor);
            var open = states[true]
                .OrderByDescending(s => model.Standing(corridorModel, s.Model, Cost.SpreadBps(s.Terms!.Rate, best!.Value), now).Rank)
                .Take(SnapshotCandidates).ToArray();
            return new CandidateReading(corridorModel, open, states[false].Take(GatedShown).ToArray());
        }
    }

    /// <summary>Found anew once a second: over many providers it is not free, and a cost need not be fresher than that.</summary>
    private ExchangeRate? BestRate(string corridor, Horizon horizon, DateTimeOffset now)
    {
        if (_bestRates.TryGetValue(corridor, out var known) && now - known.At < TimeSpan.FromSeconds(1) && known.Rate is not null)
        {
            return known.Rate;
        }

        ExchangeRate? best = null;
        foreach (var provider in _providers.Values)
        {
            if (provider.RateIn(corridor, horizon) is { } rate && (best is null || rate > best))
            {
                best = rate;
            }
        }

        _bestRates[corridor] = (now, best);
        return best;
    }

    private void Keep(string corridor, ProviderId? provider, ReadOnlyMemory<byte> learned)
    {
        if (provider is { } id)
        {
            Of(id).In(corridor).Model = learned;
        }
        else
        {
            _corridorModels[corridor] = learned;
        }
    }

    private ProviderMemory Of(ProviderId provider)
    {
        if (!_providers.TryGetValue(provider, out var memory))
        {
            _providers[provider] = memory = new ProviderMemory();
        }

        return memory;
    }
}
