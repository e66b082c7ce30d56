using Paynode.Bench.Routing.Policies;

namespace Paynode.Bench.Routing.Market;

/// <summary>One provider in one corridor during one run: its float, what it has in flight, whether it is down.</summary>
internal sealed class Lane
{
    private readonly WorldSettings _world;
    private readonly OutageSchedule _outages;
    private readonly double _float;
    private double _balance;
    private double _nextRefill;
    private Spell? _kill;

    public Lane(ProviderTruth provider, WorldSettings world, Truth truth)
    {
        (Truth, _world, _outages) = (provider, world, provider.Outages.Rewound());
        _float = provider.RefillShare * truth.VolumePerSecond * provider.RefillSeconds;
        _balance = _float;
        _nextRefill = provider.RefillPhase * provider.RefillSeconds;
    }

    public ProviderTruth Truth { get; }

    public int Capacity => _world.IsFinite ? Truth.Capacity : 0;

    public List<double> Pending { get; } = [];

    /// <summary>Decayed count of first choices.</summary>
    public double Popularity { get; set; }

    public List<int> Lost { get; } = [];

    /// <summary>Whether its float covers the amount with the usual 2 % margin; refills come on its own schedule.</summary>
    public bool Covers(double amount, double now)
    {
        if (!_world.IsFinite)
        {
            return true;
        }

        while (now >= _nextRefill)
        {
            (_balance, _nextRefill) = (_float, _nextRefill + Truth.RefillSeconds);
        }

        return _balance >= amount * 1.02;
    }

    /// <summary>True success probability of one more order now, and the share of failures that stay silent.</summary>
    public (double Probability, double Silence) Success(in Order order, double now, double sharedInstitution)
    {
        var healthy = 1 / (1 + Math.Exp(-Truth.LogOdds(order, sharedInstitution)));
        var (factor, silence) = (1.0, 0.08);
        if (_outages.At(now) is { } spell)
        {
            (factor, silence) = (spell.Factor, spell.Silence);
        }

        if (_kill is { } kill && now < kill.To)
        {
            (factor, silence) = (Math.Min(factor, kill.Factor), kill.Silence);
        }

        return (healthy * factor * LoadFactor(Pending.Count + 1), silence);
    }

    public void Send(in Order order, double now)
    {
        Pending.Add(now);
        _balance -= order.Amount;
        if (_kill is { } kill && now < kill.To)
        {
            Lost[^1]++;
        }
    }

    public void Land(in Attempt attempt)
    {
        Pending.Remove(attempt.SentAt);
        if (!attempt.IsPaid)
        {
            _balance = Math.Min(_float, _balance + attempt.Order.Amount);
        }
    }

    public void Kill(double now, double until, double silence)
    {
        _kill = new Spell(now, until, 0.02, silence);
        Lost.Add(0);
    }

    public Spell? KillAt(double now) => _kill is { } kill && now < kill.To ? kill : null;

    private double LoadFactor(int inFlight)
    {
        if (!_world.IsFinite)
        {
            return 1;
        }

        var load = inFlight / (double)Truth.Capacity;
        return _world.LoadCurve switch
        {
            LoadCurve.Cliff => load <= 1 ? 1 : 0.5,
            LoadCurve.Early => load <= 0.5 ? 1 : Math.Max(0.2, 1 - (load - 0.5) * 0.44),
            _ => load <= 1 ? 1 : 1 / load,
        };
    }
}
