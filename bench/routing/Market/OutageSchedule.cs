namespace Paynode.Bench.Routing.Market;

/// <summary>A period during which a provider succeeds less often.</summary>
/// <param name="From">Start, seconds.</param>
/// <param name="To">End, seconds.</param>
/// <param name="Factor">Share of success kept.</param>
/// <param name="Silence">Share of failures without a response.</param>
public readonly record struct Spell(double From, double To, double Factor, double Silence);

/// <summary>The natural outages and degradations of one provider in one corridor, in order of time.</summary>
public sealed class OutageSchedule
{
    private readonly List<Spell> _spells = [];
    private int _next;

    public OutageSchedule(WorldSettings world, Random random)
    {
        if (!world.HasOutages)
        {
            return;
        }

        Add(random, world.Hours, world.OutageEveryHours, world.OutageMinutes, isOutage: true);
        Add(random, world.Hours, world.DegradedEveryHours, world.DegradedMinutes, isOutage: false);
        _spells.Sort((a, b) => a.From.CompareTo(b.From));
    }

    private OutageSchedule(List<Spell> spells) => _spells = spells;

    /// <summary>A copy of the schedule for another run.</summary>
    public OutageSchedule Rewound() => new(_spells);

    /// <summary>The worst spell at a time; times are asked in ascending order.</summary>
    public Spell? At(double time)
    {
        while (_next < _spells.Count && _spells[_next].To <= time && _spells[_next].From <= time)
        {
            _next++;
        }

        Spell? worst = null;
        for (var i = _next; i < _spells.Count && _spells[i].From <= time; i++)
        {
            if (_spells[i].To > time && (worst is null || _spells[i].Factor < worst.Value.Factor))
            {
                worst = _spells[i];
            }
        }

        return worst;
    }

    /// <summary>How an outage appears: most calls get no response, the others get errors.</summary>
    public static double SilenceOfOutage(double uniform) => uniform < 0.6 ? 0.95 : 0.1;

    private void Add(Random random, double hours, double everyHours, double minutes, bool isOutage)
    {
        const double spread = 0.8;
        var time = 0.0;
        while (true)
        {
            time -= Math.Log(1 - random.NextDouble()) * everyHours * 3600;
            if (time > hours * 3600)
            {
                return;
            }

            var normal = Draw.Normal(random);
            var length = minutes * 60 * Math.Exp(spread * normal - spread * spread / 2);
            _spells.Add(isOutage
                ? new Spell(time, time + length, 0.02, SilenceOfOutage(random.NextDouble()))
                : new Spell(time, time + length, 0.3 + 0.3 * random.NextDouble(), 0.3));
            time += length;
        }
    }
}
