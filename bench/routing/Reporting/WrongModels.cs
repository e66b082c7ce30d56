using Paynode.Bench.Routing.Market;
using Paynode.Bench.Routing.Policies;
using Paynode.Routing.Health;
using Paynode.Routing.Learning;

namespace Paynode.Bench.Routing.Reporting;

/// <summary>
/// Worlds that differ from the model's constants. Each is routed by the model as shipped and by one configured for this world;
/// the difference is the cost of the wrong constants.
/// </summary>
public static class WrongModels
{
    private const string Told = "told";

    private static WorldSettings Base => WorldSettings.Finite;

    private static IReadOnlyList<(string Name, WorldSettings World, RoutingModelSettings Told)> Cases { get; } =
    [
        ("hazards x 3", Base with { OutageEveryHours = 8 / 3.0, DegradedEveryHours = 4 }, Hazards(3)),
        ("hazards / 3", Base with { OutageEveryHours = 24, DegradedEveryHours = 36 }, Hazards(1 / 3.0)),
        ("drift x 2", Base with { DriftSd = 0.7 }, With(new ModelParameters { DriftSd = 0.7 })),
        ("no context", Base with { ContextScale = 0 }, new RoutingModelSettings
        {
            UsesContext = false,
            Model = new ModelParameters { MethodSd = 0.01, AmountBandSd = 0.01, InstitutionSd = 0.01, HourBandSd = 0.01 },
        }),
        ("no outages", Base with { HasOutages = false }, Hazards(0.01)),
        ("load falls as a cliff", Base with { LoadCurve = LoadCurve.Cliff },
            With(new ModelParameters { LoadShapes = [0, 0, 1, 0] })),
        ("load falls early", Base with { LoadCurve = LoadCurve.Early },
            With(new ModelParameters { LoadShapes = [0, 1, 0, 0] })),
    ];

    /// <summary>Runs every case.</summary>
    public static IReadOnlyList<WrongModel> Run(IReadOnlyList<int> seeds) => [.. Cases.Select(c => Run(c.Name, c.World, c.Told, seeds))];

    private static WrongModel Run(string name, WorldSettings world, RoutingModelSettings told, IReadOnlyList<int> seeds)
    {
        var informed = new NamedPolicy(Told, (truth, seed) => new PaynodePolicy(truth.World, new Random(seed), told));
        var runs = SeedRuns.Of(world, seeds, [.. PolicyCatalogue.Strongest, PolicyCatalogue.Paynode, informed]);
        var best = PolicyCatalogue.Strongest.Select(p => Standing.Of(p.Name, runs)).MaxBy(s => s.C)!;
        return new WrongModel(
            name, Standing.Of(PolicyCatalogue.Ours, runs).C, Standing.Of(Told, runs).C, best.Policy, best.C);
    }

    private static RoutingModelSettings Hazards(double times) => new()
    {
        Health = HealthParameters.Default with
        {
            FailHazard = HealthParameters.Default.FailHazard * times,
            DegradeHazard = HealthParameters.Default.DegradeHazard * times,
        },
    };

    private static RoutingModelSettings With(ModelParameters model) => new() { Model = model };
}

/// <summary>The cost of a wrong model.</summary>
/// <param name="C">Of the model as shipped.</param>
/// <param name="Told">Of one configured for the world.</param>
/// <param name="Rival">The best of the others.</param>
/// <param name="RivalC">Its C.</param>
public sealed record WrongModel(string Name, double C, double Told, string Rival, double RivalC)
{
    public double Loss => Told - C;

    public bool IsFirst => C > RivalC;
}
