using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>
/// This process's last known state of a partition: read from the database when it was opened, updated by every reading,
/// update and learning step of this process. Used for decisions while Redis is unavailable; the database then decides on
/// liquidity.
/// </summary>
internal sealed class MemoryPartition(IRoutingModel model)
{
    private const int SnapshotCandidates = 8, GatedShown = 16;

    /// <summary>With many providers, a snapshot and the best rate are expensive, and neither has to be fresher than this.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Dictionary<ProviderId, ProviderMemory> _providers = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _corridorModels = [];
    private readonly Dictionary<string, (DateTimeOffset At, ExchangeRate? Rate)> _bestRates = [];
    private readonly Dictionary<string, (DateTimeOffset At, CandidateReading Reading)> _snapshots = [];

    /// <summary>Replaces everything with the state from the database.</summary>
    public void Load(PartitionState state)
    {
        lock (_lock)
        {
            _providers.Clear();
            _corridorModels.Clear();
            Forget();
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

    /// <summary>Applies a provider's update.</summary>
    public void Apply(ProviderUpdate update, string partition)
    {
        lock (_lock)
        {
            if (Of(update.Provider).Apply(update, partition))
            {
                Forget();
            }
        }
    }

    /// <summary>Applies a reading from Redis.</summary>
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

    /// <summary>Applies learned state.</summary>
    public void Note(string corridor, Lesson lesson)
    {
        lock (_lock)
        {
            _corridorModels[corridor] = lesson.CorridorModel;
            foreach (var provider in lesson.Providers)
            {
                Of(provider.Provider).In(corridor).Model = provider.Model;
            }

            _snapshots.Remove(corridor);
        }
    }

    /// <summary>The known state of a provider and its corridor.</summary>
    public (ReadOnlyMemory<byte> CorridorModel, ReadOnlyMemory<byte> Model) Models(string corridor, ProviderId provider)
    {
        lock (_lock)
        {
            return (_corridorModels.GetValueOrDefault(corridor), Of(provider).In(corridor).Model);
        }
    }

    /// <summary>A provider's standing in a corridor, with its spread against the corridor's best rate as cost.</summary>
    /// <param name="corridor">The corridor.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="learned">Its new learned state; null for the known one.</param>
    /// <param name="horizon">The oldest heartbeat and rate that are valid.</param>
    /// <param name="now">The current time.</param>
    public Standing StandingOf(
        string corridor, ProviderId provider, ReadOnlyMemory<byte>? learned, Horizon horizon, DateTimeOffset now)
    {
        lock (_lock)
        {
            var state = Of(provider).StateIn(corridor, provider, horizon, learned);
            var reading = new CandidateReading(_corridorModels.GetValueOrDefault(corridor), [], []);
            return model.Standing(new StandingRequest(reading, state, SpreadOf(state, corridor, horizon, now), now));
        }
    }

    /// <summary>The candidates as known to this process.</summary>
    public CandidateReading Read(string corridor, Horizon horizon, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_snapshots.TryGetValue(corridor, out var kept) && now - kept.At < Kept)
            {
                return kept.Reading;
            }

            var reading = ReadAnew(corridor, horizon, now);
            _snapshots[corridor] = (now, reading);
            return reading;
        }
    }

    private CandidateReading ReadAnew(string corridor, Horizon horizon, DateTimeOffset now)
    {
        var states = _providers
            .Where(p => p.Value.Serves(corridor))
            .Select(p => p.Value.StateIn(corridor, p.Key, horizon))
            .ToLookup(s => s.Gate is null);
        var all = new CandidateReading(_corridorModels.GetValueOrDefault(corridor), [], []);
        var open = states[true]
            .OrderByDescending(s => model.Standing(new StandingRequest(all, s, SpreadOf(s, corridor, horizon, now), now)).Rank)
            .Take(SnapshotCandidates).ToArray();
        return all with { Open = open, Gated = states[false].Take(GatedShown).ToArray() };
    }

    private double SpreadOf(CandidateState state, string corridor, Horizon horizon, DateTimeOffset now) =>
        state.Terms is { } terms && BestRate(corridor, horizon, now) is { } best ? Cost.SpreadBps(terms.Rate, best) : 0;

    private ExchangeRate? BestRate(string corridor, Horizon horizon, DateTimeOffset now)
    {
        if (_bestRates.TryGetValue(corridor, out var known) && now - known.At < Kept)
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

    private void Forget()
    {
        _bestRates.Clear();
        _snapshots.Clear();
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
