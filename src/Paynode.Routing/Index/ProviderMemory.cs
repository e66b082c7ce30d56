using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>One provider as known to this process. Guarded by its partition's lock.</summary>
internal sealed class ProviderMemory
{
    private readonly Dictionary<string, CorridorMemory> _corridors = [];
    private HashSet<string> _serves = [];
    private bool _enabled = true;
    private DateTimeOffset _heartbeatAt;
    private ProviderBalance? _balance;

    public bool Serves(string corridor) => _serves.Contains(corridor);

    public CorridorMemory In(string corridor)
    {
        if (!_corridors.TryGetValue(corridor, out var memory))
        {
            _corridors[corridor] = memory = new CorridorMemory();
        }

        return memory;
    }

    /// <summary>Applies an update. True when it may change who is a candidate, or at what cost.</summary>
    public bool Apply(ProviderUpdate update, string partition)
    {
        var (enabled, served) = (_enabled, _serves);
        _enabled = update.Enabled ?? _enabled;
        _heartbeatAt = Later(_heartbeatAt, update.HeartbeatAt);
        _serves = update.Corridors?.Where(c => c.Partition == partition).Select(c => c.ToString()).ToHashSet() ?? _serves;
        foreach (var rate in update.Rates.Where(r => r.Corridor.Partition == partition))
        {
            In(rate.Corridor.ToString()).Apply(ProviderTerms.From(rate), rate.UpdatedAt);
        }

        var balances = update.Balances.Where(
            b => b.Available.Currency.Code == partition && (_balance is null || b.At >= _balance.At));
        foreach (var balance in balances)
        {
            _balance = balance;
        }

        return enabled != _enabled || update.Rates.Count > 0 || !served.SetEquals(_serves);
    }

    public void Note(string corridor, CandidateState candidate)
    {
        _serves.Add(corridor);
        _enabled = true;
        _heartbeatAt = Later(_heartbeatAt, candidate.HeartbeatAt);
        In(corridor).Apply(candidate.Terms!, candidate.RatedAt);
        In(corridor).Model = candidate.Model;
    }

    public ExchangeRate? RateIn(string corridor, Horizon horizon) =>
        _enabled && _heartbeatAt >= horizon.Heartbeat
            && _corridors.TryGetValue(corridor, out var memory) && memory.RatedAt >= horizon.Rate
            ? memory.Terms?.Rate
            : null;

    public CandidateState StateIn(
        string corridor, ProviderId provider, Horizon horizon, ReadOnlyMemory<byte>? learned = null)
    {
        var memory = In(corridor);
        return new CandidateState
        {
            Provider = provider,
            Member = RedisPartition.Member(provider),
            Gate = Gates.Standing(_enabled, memory.Terms, _heartbeatAt, memory.RatedAt, horizon),
            FreeUnits = _balance is { } balance ? LiquidityUnits.Floor(balance.Available) : 0,
            Terms = memory.Terms,
            RatedAt = memory.RatedAt,
            HeartbeatAt = _heartbeatAt,
            Model = learned ?? memory.Model,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset known, DateTimeOffset? news) => news > known ? news.Value : known;
}

/// <summary>One provider in one corridor as known to this process.</summary>
internal sealed class CorridorMemory
{
    public ProviderTerms? Terms { get; private set; }

    public DateTimeOffset RatedAt { get; private set; }

    public ReadOnlyMemory<byte> Model { get; set; }

    public void Apply(ProviderTerms terms, DateTimeOffset at)
    {
        if (at >= RatedAt)
        {
            (Terms, RatedAt) = (terms, at);
        }
    }
}
