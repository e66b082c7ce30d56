namespace Paynode.Bench.Routing.Market;

/// <summary>The true parameters of one provider in one corridor, for one seed.</summary>
public sealed class ProviderTruth
{
    private readonly double[] _method;
    private readonly double[] _institution;
    private readonly double[,] _interaction;
    private readonly double _amountSlope;
    private readonly double _cycle;
    private readonly double _cyclePhase;
    private readonly float[] _drift;
    private readonly float[] _costDrift;
    private readonly double _cost;

    public ProviderTruth(WorldSettings world, Random random, double level, double quality)
    {
        var scale = world.ContextScale;
        var skill = world.CorridorSkillSd * Draw.Normal(random);
        Skill = level + quality + skill;
        _method = Draw.Normals(random, Truth.Methods, scale * world.MethodSd);
        _institution = Draw.Normals(random, Truth.Institutions, scale * world.InstitutionSd);
        _interaction = new double[Truth.Methods, Truth.Institutions];
        for (var m = 0; m < Truth.Methods; m++)
        {
            for (var n = 0; n < Truth.Institutions; n++)
            {
                _interaction[m, n] = scale * world.InteractionSd * Draw.Normal(random);
            }
        }

        _amountSlope = scale * world.AmountSlopeSd * Draw.Normal(random);
        _cycle = scale * world.DailyCycleSd * Math.Abs(Draw.Normal(random));
        _cyclePhase = random.NextDouble();
        // Better providers charge more: 10 bps for each standard deviation of skill, and 15 bps at random.
        var premium = (quality + skill) / Math.Sqrt(world.ProviderSd * world.ProviderSd + world.CorridorSkillSd * world.CorridorSkillSd);
        _cost = Math.Clamp(60 + 10 * premium + 15 * Draw.Normal(random), 10, 140);
        _drift = Path(random, world.Hours, world.DriftSd, world.DriftTauMinutes);
        _costDrift = Path(random, world.Hours, 4, 45);
        MedianLatency = 6 * Math.Exp(0.6 * Math.Abs(Draw.Normal(random)) + 0.3 * Draw.Normal(random));
        Capacity = (int)Math.Round(world.LeastCapacity * Math.Exp(1.1 * random.NextDouble()));
        RefillSeconds = 60 * (20 + 40 * random.NextDouble());
        RefillShare = world.LeastFloatShare * (1 + 4 * random.NextDouble());
        RefillPhase = random.NextDouble();
        Outages = new OutageSchedule(world, random);
    }

    public double Skill { get; }

    public double MedianLatency { get; }

    /// <summary>Orders in flight it carries without degrading.</summary>
    public int Capacity { get; }

    public double RefillSeconds { get; }

    public double RefillPhase { get; }

    /// <summary>Share of the corridor's volume between two refills that its float covers.</summary>
    public double RefillShare { get; }

    public OutageSchedule Outages { get; }

    /// <summary>Log-odds of success when up and not overloaded.</summary>
    public double LogOdds(in Order order, double sharedInstitution)
    {
        var minute = Math.Min(_drift.Length - 1, (int)(order.At / 60));
        var day = order.At / 86_400;
        return Skill + _drift[minute] + sharedInstitution + _method[order.Method] + _institution[order.Institution]
            + _interaction[order.Method, order.Institution]
            + _amountSlope * Math.Log(order.Amount / Truth.MedianAmount)
            + _cycle * Math.Sin(2 * Math.PI * (day + _cyclePhase));
    }

    /// <summary>All-in cost in basis points, visible to every policy.</summary>
    public double CostBps(double time) => _cost + _costDrift[Math.Min(_costDrift.Length - 1, (int)(time / 60))];

    private static float[] Path(Random random, double hours, double sd, double tauMinutes)
    {
        var path = new float[(int)(hours * 60) + 1];
        var kept = Math.Exp(-1 / tauMinutes);
        var value = sd * Draw.Normal(random);
        for (var minute = 0; minute < path.Length; minute++)
        {
            path[minute] = (float)value;
            value = kept * value + sd * Math.Sqrt(1 - kept * kept) * Draw.Normal(random);
        }

        return path;
    }
}
